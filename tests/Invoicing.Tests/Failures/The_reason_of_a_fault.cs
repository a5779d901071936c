using Invoicing.Failures;
using Invoicing.Storage;
using MassTransit;
using MassTransit.Events;

namespace Invoicing.Tests.Failures;

public sealed class The_reason_of_a_fault
{
    [Fact]
    public void of_a_fault_without_an_exception_is_unknown() => FaultReason.Of(Fault()).ShouldBe("No reason was given.");

    [Fact]
    public void is_the_message_of_an_exception_that_names_fields_and_not_values() =>
        FaultReason.Of(Fault((FailureCodes.OrderIdConflict, "Order 1042 is known under another id.")))
            .ShouldBe("Order 1042 is known under another id.");

    [Fact]
    public void is_a_code_for_an_exception_that_may_quote_a_value()
    {
        FaultReason.Of(Fault(("System.FormatException", "The input string 'Ana' was not in a correct format.")))
            .ShouldBe(Unexpected("E-AB49"));
        FaultReason.Of(Fault(("System.FormatException", "'Eva'"))).ShouldBe(Unexpected("E-AB49"), "the same for the same");
        FaultReason.Of(Fault(("System.ArgumentNullException", "Value cannot be null."))).ShouldNotBe(Unexpected("E-AB49"));
    }

    [Theory]
    [InlineData("Invoicing.RetailPro.SomethingElseException")]
    [InlineData("Invoicing.CallingRetailPro.StepFailedExceptions")]
    public void is_a_code_for_an_exception_of_ours_that_is_not_meant_for_people(string type) =>
        FaultReason.Of(Fault((type, "Ana"))).ShouldStartWith("The program failed in a way that it does not know (code E-");

    [Theory]
    [InlineData("System.FormatException")]
    [InlineData("System.Text.Json.JsonException")]
    [InlineData("System.Runtime.Serialization.SerializationException")]
    [InlineData("MassTransit.SagaException")]
    public void never_names_a_type(string type) =>
        FaultReason.Of(type, "The JSON value could not be converted to System.Nullable`1[System.Decimal]. Path: $.total")
            .ShouldNotContain("System.");

    [Fact]
    public void quotes_no_value_that_could_not_be_read() =>
        FaultReason.Of(Fault(("System.Text.Json.JsonException", "'nadia' is an invalid JSON literal. Path: $.billing")))
            .ShouldBe("A value cannot be read at $.billing.");

    [Fact]
    public void says_what_was_tried_and_what_went_wrong() =>
        FaultReason.Of(Fault(
            ("System.Text.Json.JsonException", "No Decimal. Path: $.items[0].total | LineNumber: 1"),
            ("MassTransit.Other", "in between"),
            ("System.FormatException", "'Ana'")))
            .ShouldBe($"A value cannot be read at $.items[0].total. {Unexpected("E-AB49")}");

    [Fact]
    public void names_nobody() =>
        FaultReason.Of(Fault((FailureCodes.StepFailed, "No customer ana@example.com"))).ShouldBe("No customer (address)");

    [Fact]
    public void is_cut() =>
        FailureConsumer.NoticeOf(NoticeKind.FaultedMessage, "order-invoicing", Fault((FailureCodes.StepFailed, new string('x', 999))))
            .Message
            .Length
            .ShouldBe(300);

    private static string Unexpected(string code) =>
        $"The program failed in a way that it does not know (code {code}). The log of `invoicing serve` has the code and tells more.";

    private static ReceiveFaultEvent Fault(params (string Type, string Message)[] exceptions)
    {
        ExceptionInfo? info = null;
        foreach (var (type, message) in exceptions.Reverse())
        {
            info = new FaultExceptionInfo { ExceptionType = type, Message = message, InnerException = info! };
        }

        return new ReceiveFaultEvent { Exceptions = info is null ? [] : [info], Timestamp = DateTime.UnixEpoch };
    }
}
