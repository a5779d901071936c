namespace Invoicing.Torture.Faults;

/// <summary>Every fault there is.</summary>
internal static class All
{
    private static readonly string[] s_servers = ["broker", "database", "erp", "mail"];

    public static List<Fault> Faults { get; } =
    [
        new Nothing(),
        new Kill(),
        new Terminate(),
        new Freeze(),
        new KillAfterReceive(),
        new KillAfterClaim(),
        new KillAfterAnswer(),
        new KillAfterSave(),
        new KillAfterSend(),
        new KillAfterMail(),
        new Upgrade(),
        new BrokerRestart(),
        new BrokerCrash(),
        new QueuesPurged(),
        new BrokerWiped(),
        new BrokerAlarm(
            "broker-disk-alarm",
            "RabbitMQ's disk alarm for ten seconds: it takes no message",
            "set_disk_free_limit 900000GB",
            "set_disk_free_limit 200MB"),
        new BrokerAlarm(
            "broker-memory-alarm",
            "RabbitMQ's memory alarm for ten seconds: it takes no message",
            "set_vm_memory_high_watermark 0",
            "set_vm_memory_high_watermark 0.4"),
        new DatabaseRestart(),
        new DatabaseCrash(),
        new DatabaseConnectionsCut(),
        new DatabaseDiskFull(),
        new RestoredDatabase(),
        new RestoredDatabaseOfErpThatAcceptsDuplicates(),
        .. ErpFaults(),
        new ErpThatCannotBeAsked(),
        new ErpThatCanBeAsked(),
        new ErpThatSaysNoWith200(),
        new MailDown(),
        new MailSlow(),
        new MailRejecting(),
        new Duplicates(),
        new Shuffled(),
        new LateDuplicates(),
        new ConflictingVersions(),
        new Malformed(),
        new Mutated(),
        new PoisonThrows(),
        new PoisonKills(),
        new MovedBack(),
        .. s_servers.Select(server => new NetworkDelay(server)),
        .. s_servers.Select(server => new NetworkCut(server)),
        .. s_servers.Select(server => new NetworkPartition(server)),
        .. s_servers.Select(server => new StopWhilePartitioned(server)),
    ];

    public static Fault Named(string name) => Faults.FirstOrDefault(fault => fault.Name == name)
        ?? throw new ArgumentException($"There is no fault '{name}'. They are: {string.Join(", ", Faults.Select(fault => fault.Name))}");

    private static IEnumerable<Erp> ErpFaults() =>
    [
        new(
            "erp-applied-then-timeout",
            "Retail Pro carries out a fifth of the calls and never answers them",
            """{"kind":"appliedThenTimeout","rate":0.2,"delayMs":60000}"""),
        new("erp-500", "Retail Pro answers 500 to three calls of ten", """{"kind":"status","status":500,"rate":0.3}"""),
        new("erp-503", "Retail Pro answers 503 without Retry-After to three calls of ten", """{"kind":"status","status":503,"rate":0.3}"""),
        new(
            "erp-503-retry-after",
            "Retail Pro answers 503 with Retry-After to half of the calls",
            """{"kind":"status","status":503,"retryAfterSeconds":1,"rate":0.5}"""),
        new("erp-429", "Retail Pro answers 429 without Retry-After to half of the calls", """{"kind":"status","status":429,"rate":0.5}"""),
        new(
            "erp-429-retry-after",
            "Retail Pro answers 429 with Retry-After to half of the calls",
            """{"kind":"status","status":429,"retryAfterSeconds":1,"rate":0.5}"""),
        new(
            "erp-slow",
            "Retail Pro needs half as long again as a call may take for a fifth of the calls, and carries them out late",
            """{"kind":"delay","delayMs":3000,"rate":0.2},{"kind":"delay","delayMs":500}"""),
        new(
            "erp-cut",
            "Retail Pro closes the connection in the middle of calls, carried out or not",
            """{"kind":"appliedThenCut","rate":0.15},{"kind":"cut","rate":0.15}"""),
        new("erp-bad-json", "Retail Pro answers 200 with half a JSON document to three calls of ten", """{"kind":"badJson","rate":0.3}"""),
        new(
            "erp-unclear-with-200",
            "Retail Pro answers four calls of ten under 200 with what is neither yes nor no, carried out or not",
            """{"kind":"unclear","rate":0.2},{"kind":"appliedThenUnclear","rate":0.2}"""),
        new("erp-down", "Retail Pro is down for a minute and a half", """{"kind":"down"}""", afterwards: 75),
    ];
}
