namespace Invoicing.Torture.Faults;

/// <summary>Every fault there is.</summary>
internal static class All
{
    private static readonly string[] s_servers = ["broker", "database", "erp", "mail", "vtex", "emporix"];

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
        new Decisions(),
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
        .. VtexFaults(),
        new VtexLoginPage(),
        new VtexLatePackage("vtex-late-package", "invoice", "invoices"),
        new VtexLatePackage("vtex-late-return", "return", "returns"),
        new VtexRefuses(),
        new VtexUpdatesBeforeOrders(),
        .. EmporixFaults(),
        new EmporixRefusesClient(),
        new EmporixLateCapture(),
        new EmporixRefuses(),
        new EmporixMailCut(),
        .. EmporixKillPoint.All,
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

    private static IEnumerable<VtexFault> VtexFaults() =>
    [
        new(
            "vtex-timeout-after-effect",
            "VTEX takes a fifth of the invoices and never answers",
            """{"operation":"invoice","kind":"appliedThenTimeout","rate":0.2,"delayMs":60000}"""),
        new(
            "vtex-cut-after-effect",
            "VTEX takes three invoices of ten and closes the connection",
            """{"operation":"invoice","kind":"appliedThenCut","rate":0.3}"""),
        new(
            "vtex-cut-before-effect",
            "VTEX closes the connection of three invoices of ten, and of some looks, without having taken anything",
            """{"operation":"invoice","kind":"cut","rate":0.3}""",
            """{"operation":"get","kind":"cut","rate":0.05}"""),
        new(
            "vtex-500",
            "VTEX answers 500 or 502 to three invoices of ten, taken or not",
            """{"operation":"invoice","kind":"appliedThenStatus","status":500,"rate":0.15}""",
            """{"operation":"invoice","kind":"status","answer":"gatewayPage","rate":0.15}"""),
        new(
            "vtex-500-on-look",
            "VTEX answers 500 to three of ten looks at an order",
            """{"operation":"get","kind":"status","status":500,"rate":0.3}"""),
        new("vtex-429-storm", "VTEX answers 429 without Retry-After to half of all calls", """{"kind":"status","status":429,"rate":0.5}"""),
        new(
            "vtex-503",
            "VTEX answers 503 with Retry-After to half of all calls",
            """{"kind":"status","status":503,"retryAfterSeconds":1,"rate":0.5}"""),
        new(
            "vtex-bad-json",
            "VTEX answers three calls of ten with half a JSON document, and does what was asked",
            """{"kind":"badJson","rate":0.3}"""),
        new(
            "vtex-unclear",
            "VTEX answers four invoices of ten under 200 without a receipt, taken or not",
            """{"operation":"invoice","kind":"unclear","rate":0.2}""",
            """{"operation":"invoice","kind":"appliedThenUnclear","rate":0.2}"""),
        new(
            "vtex-slow",
            "VTEX needs half as long again as a call may take for a fifth of the invoices, and takes them late",
            """{"operation":"invoice","kind":"delay","delayMs":3000,"rate":0.2}"""),
        new(
            "vtex-start-handling",
            "VTEX answers 200 or 500, or nothing, where handling begins, be it begun or not",
            """{"operation":"startHandling","kind":"status","status":200,"rate":0.2}""",
            """{"operation":"startHandling","kind":"appliedThenStatus","status":500,"rate":0.2}""",
            """{"operation":"startHandling","kind":"appliedThenCut","rate":0.2}""",
            """{"operation":"startHandling","kind":"cut","rate":0.2}"""),
        new(
            "vtex-return-timeout-after-effect",
            "VTEX takes half of the returns and never answers",
            """{"operation":"return","kind":"appliedThenTimeout","rate":0.5,"delayMs":60000}"""),
        new(
            "vtex-return-cut-before-effect",
            "VTEX closes the connection of half of the returns without having taken them: a person looks and says so",
            """{"operation":"return","kind":"cut","rate":0.5}"""),
        new(
            "vtex-updates-timeout-after-effect",
            "VTEX takes three parcels and events of ten and never answers, or closes the connection",
            """{"operation":"tracking","kind":"appliedThenTimeout","rate":0.2,"delayMs":60000}""",
            """{"operation":"event","kind":"appliedThenTimeout","rate":0.3,"delayMs":60000}""",
            """{"operation":"event","kind":"appliedThenCut","rate":0.2}"""),
        new(
            "vtex-updates-cut-before-effect",
            "VTEX closes the connection of three parcels and events of ten without having taken them",
            """{"operation":"tracking","kind":"cut","rate":0.3}""",
            """{"operation":"event","kind":"cut","rate":0.3}"""),
        new(
            "vtex-updates-slow",
            "VTEX needs half as long again as a call may take for three of ten parcels, events and returns, and takes them late",
            """{"operation":"tracking","kind":"delay","delayMs":3000,"rate":0.3}""",
            """{"operation":"event","kind":"delay","delayMs":3000,"rate":0.3}""",
            """{"operation":"return","kind":"delay","delayMs":3000,"rate":0.3}"""),
        new(
            "vtex-updates-busy",
            "VTEX answers 429 or 503 without Retry-After to half of the parcels, events and returns",
            """{"operation":"tracking","kind":"status","status":429,"rate":0.5}""",
            """{"operation":"event","kind":"status","status":503,"rate":0.5}""",
            """{"operation":"return","kind":"status","status":429,"rate":0.5}"""),
        new("vtex-down", "VTEX is down for a minute and a half", afterwards: 75, """{"kind":"down"}"""),
    ];

    private static IEnumerable<EmporixFault> EmporixFaults() =>
    [
        new(
            "emporix-capture-timeout-after-effect",
            "the gateway carries out a fifth of the captures and never answers",
            """{"operation":"capture","kind":"appliedThenTimeout","rate":0.2,"delayMs":60000}"""),
        new(
            "emporix-capture-cut-after-effect",
            "the gateway carries out three captures of ten and closes the connection",
            """{"operation":"capture","kind":"appliedThenCut","rate":0.3}"""),
        new(
            "emporix-capture-cut-before-effect",
            "the gateway closes the connection of three captures of ten, and of some looks, without having captured anything: a person looks "
                + "into it where a second capture would be taken",
            """{"operation":"capture","kind":"cut","rate":0.3}""",
            """{"operation":"transactions","kind":"cut","rate":0.05}"""),
        new(
            "emporix-capture-500",
            "the gateway answers 500 or 502 to three captures of ten, carried out or not",
            """{"operation":"capture","kind":"appliedThenStatus","status":500,"rate":0.15}""",
            """{"operation":"capture","kind":"status","answer":"gatewayPage","rate":0.15}"""),
        new(
            "emporix-capture-unclear",
            "the gateway answers four captures of ten under 200 without saying whether they were successful, or with half a JSON document, "
                + "carried out or not",
            """{"operation":"capture","kind":"unclear","rate":0.15}""",
            """{"operation":"capture","kind":"appliedThenUnclear","rate":0.15}""",
            """{"operation":"capture","kind":"badJson","rate":0.1}"""),
        new(
            "emporix-capture-slow",
            "the gateway needs half as long again as a call may take for a fifth of the captures, and carries them out late",
            """{"operation":"capture","kind":"delay","delayMs":3700,"rate":0.2}"""),
        new(
            "emporix-order-500",
            "the order service answers 500 to a fifth of the looks, and carries out recalculations without an answer or with half of one",
            """{"operation":"order","kind":"status","status":500,"rate":0.2}""",
            """{"operation":"calculate","kind":"appliedThenCut","rate":0.3}""",
            """{"operation":"calculate","kind":"badJson","rate":0.2}"""),
        new("emporix-429-storm", "Emporix answers 429 without Retry-After to half of all calls", """{"kind":"status","status":429,"rate":0.5}"""),
        new(
            "emporix-503",
            "Emporix answers 503 with Retry-After to half of all calls",
            """{"kind":"status","status":503,"retryAfterSeconds":1,"rate":0.5}"""),
        new(
            "emporix-bad-json",
            "Emporix answers a fifth of all calls with half a JSON document, and does what was asked",
            """{"kind":"badJson","rate":0.2}"""),
        new("emporix-down", "Emporix is down for a minute and a half", afterwards: 75, """{"kind":"down"}"""),
    ];
}
