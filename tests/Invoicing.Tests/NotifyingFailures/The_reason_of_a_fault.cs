using Invoicing.NotifyingFailures;
using MassTransit;
using MassTransit.Events;

namespace Invoicing.Tests.NotifyingFailures;

public sealed class The_reason_of_a_fault
{
    [Fact]
    public void of_a_fault_without_an_exception_is_unknown() => FaultReason.Of(Fault()).ShouldBe("No reason was given.");

    [Fact]
    public void is_the_message_of_an_exception_that_names_fields_and_not_values() =>
        FaultReason.Of(Fault(("Invoicing.OrderConflictException", "Order 1042 is known under another id.")))
            .ShouldBe("Order 1042 is known under another id.");

    [Fact]
    public void is_the_type_of_an_exception_that_may_quote_a_value() =>
        FaultReason.Of(Fault(("System.FormatException", "The input string 'Ana' was not in a correct format.")))
            .ShouldBe("The program failed with System.FormatException.");

    [Fact]
    public void quotes_no_value_that_could_not_be_read() =>
        FaultReason.Of(Fault(("System.Text.Json.JsonException", "'nadia' is an invalid JSON literal. Path: $.billing")))
            .ShouldBe("(a value) is an invalid JSON literal. Path: $.billing");

    [Fact]
    public void says_what_was_tried_and_what_went_wrong() =>
        FaultReason.Of(Fault(("System.Text.Json.JsonException", "No Decimal at $.total."), ("MassTransit.Other", "in between"), ("System.FormatException", "'Ana'")))
            .ShouldBe("No Decimal at $.total. The program failed with System.FormatException.");

    [Fact]
    public void names_nobody() => FaultReason.Of(Fault(("Invoicing.X", "No customer ana@example.com"))).ShouldBe("No customer (address)");

    [Fact]
    public void is_cut() => Notice.Of(NoticeKind.FaultedMessage, "order-invoicing", Fault(("Invoicing.X", new string('x', 999))), null).Message.Length.ShouldBe(300);

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
