namespace Invoicing.Messaging;

/// <summary>The parts that a process may run; several processes may run the same ones.</summary>
[Flags]
internal enum Roles
{
    Saga = 1,
    Invoices = 2,
    Transfers = 4,
    Notifications = 8,
    Recovery = 16,
    Feeds = 32,

    /// <summary>Of systems that have a queue of their own for all their steps.</summary>
    Steps = 64,
    All = Saga | Invoices | Transfers | Notifications | Recovery | Feeds | Steps,
}
