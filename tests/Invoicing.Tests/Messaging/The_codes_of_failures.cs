using System.Reflection;
using System.Runtime.CompilerServices;
using Invoicing.Systems;
using Invoicing.Contracts;
using MassTransit;
using MassTransit.Events;

namespace Invoicing.Tests.Messaging;

/// <summary>What lies in error queues outlives every name in the code.</summary>
public class The_codes_of_failures
{
    [Fact]
    public void are_those_of_every_earlier_version() => Codes().Order(StringComparer.Ordinal).ShouldBe(
        [
            "Invoicing.CallingRetailPro.StepFailedException",
            "Invoicing.Messaging.UnreadableMessageException",
            "Invoicing.NotifyingFailures.MessageNotTakenException",
            "Invoicing.OrderInvoicing.OrderIdConflictException",
            "Invoicing.OrderInvoicing.OrderNotReceivedException",
            "Invoicing.OrderInvoicing.OrderNumberConflictException",
            "Invoicing.ReceivingOrders.UnreadableOrderException",
            "UpdateRefused",
        ]);

    [Fact]
    public void are_all_recognised() => Codes().ShouldAllBe(code => FailureCodes.Contains(code));

    [Fact]
    public void are_one_for_each_exception()
    {
        var exceptions = typeof(ManualActionRequiredException).Assembly.GetTypes()
            .Where(type => type.IsSubclassOf(typeof(ManualActionRequiredException)) && !type.IsAbstract);

        exceptions.Select(type => Made(type).Code).ShouldBe(Codes(), ignoreOrder: true);
    }

    [Fact]
    public void travel_in_a_fault_whatever_the_exception_is_called()
    {
        var fault = new FaultExceptionInfo(new StepFailedException(FailureKind.Refused, "It was refused."));
        fault.ExceptionType = "Elsewhere.Renamed";

        FailureCodes.Of(fault).ShouldBe("Invoicing.CallingRetailPro.StepFailedException");
    }

    [Fact]
    public void are_no_others_that_stand_in_a_fault() =>
        FailureCodes.Of(new FaultExceptionInfo
        {
            ExceptionType = "System.FormatException", Data = new Dictionary<string, object> { ["FailureCode"] = "Invoicing.X" },
        }).ShouldBe("System.FormatException");

    private static IEnumerable<string> Codes() => typeof(FailureCodes).GetFields(BindingFlags.Public | BindingFlags.Static)
        .Where(field => field.Name != nameof(FailureCodes.Key)).Select(field => (string)field.GetValue(null)!);

    private static ManualActionRequiredException Made(Type type)
    {
        var constructor = type.GetConstructors().Single();
        var arguments = constructor.GetParameters().Select(parameter => Any(parameter.ParameterType));
        return (ManualActionRequiredException)constructor.Invoke([.. arguments]);
    }

    private static object Any(Type type) =>
        type == typeof(string) ? "text"
            : type.IsEnum ? RuntimeHelpers.GetUninitializedObject(type)
            : Array.CreateInstance(type.GetGenericArguments()[0], 0);
}
