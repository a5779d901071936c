using Invoicing.Emporix;
using Invoicing.Emporix.Jobs;
using Invoicing.Harness.Oracle;
using Invoicing.Operations;
using Invoicing.Process;
using Invoicing.RetailPro;
using Invoicing.Systems;
using Invoicing.Vtex;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Invoicing.Simulation;

/// <summary>One run: an installation with everything around it, from the first order until nothing is left to happen.</summary>
internal sealed class Run
{
    private const int MostEvents = 1_000_000;

    private readonly ProcessRules _rules;
    private readonly bool _withVtex;
    private readonly bool _withEmporix;
    private readonly VtexSettings _vtexSettings = new()
    {
        Accounts =
        {
            ["acme"] = new(),
            [VtexReference.AccountWithOrderNumbers] = new() { InvoiceNumber = InvoiceNumberSource.OrderNo },
        },
    };

    private readonly Checker _checker;
    private readonly Dictionary<Instance, Endpoint> _endpoints = [];
    private readonly List<Instance> _services = [];

    private Run(RunOptions options)
    {
        Options = options;
        Scheduler = new Scheduler(options.Seed);
        _withVtex = options.Seed % 4 == 3;
        _withEmporix = options.Seed % 4 == 1;
        Trace = new Trace(Scheduler, options.KeepTrace);
        Faults = new Faults(
            Scheduler, Scheduler.Wait(TimeSpan.FromMinutes(1), TimeSpan.FromHours(Scheduler.Chance(0.3) ? 6 : 0.5)), _withVtex,
            _withEmporix);
        Settings = new InvoicingSettings {
            GiveUpAfter = Scheduler.Pick([TimeSpan.FromMinutes(5), TimeSpan.FromHours(1), TimeSpan.FromDays(3)]) };
        RetailProSettings = new RetailProSettings {
            BaseUrl = new Uri("https://retailpro.example.test"),
            RefusesDuplicates = Scheduler.Chance(0.5) };
        if (Scheduler.Chance(0.5))
        {
            (RetailProSettings.InvoiceLookup, RetailProSettings.SlipLookup) = ("/invoice/{number}", "/slip/{number}");
        }

        if (WithWarehouses)
        {
            // Stores that nobody has entered are as the OMS calls them.
            (Directory, RetailProSettings.Stores["*"]) = (StoreNames.Directory, "*");
        }

        Warehouses.Add(WithWarehouses ? StoreNames.Warehouses : null);

        var election = options.Bug == PlantedBug.WrongStore ? ElectionPolicy.LastToShip : Settings.Election;
        var settings = new InvoicingSettings { GiveUpAfter = Settings.GiveUpAfter, Election = election };
        _rules = new ProcessRules(
            settings,
            [
                new RetailProPlanner(settings, RetailProSettings, () => Directory),
                options.Bug == PlantedBug.NumberBeforeCapture ? new HastyEmporixPlanner() : new EmporixPlanner(),
                new VtexPlanner(_vtexSettings, settings.Zone),
            ],
            () => null);
        Database = new Database(Scheduler, Faults, Trace, options.Bug) { ThroughJson = options.Seed % 16 is 0 or 1 };
        RetailPro = new RetailPro(Scheduler, Faults, Trace, RetailProSettings);
        Broker = new Broker(Scheduler, Faults, Trace, _services) { Deliver = (instance, message) => _endpoints[instance].Deliver(message) };
        Recovery = new RecoveryLoop(this);
        Gate = new PauseGate(this);
        Mails = new MailLoop(this);
        CustomerMails = new CustomerMailServer(this);
        Jobs = new JobLoop(this);
        Oms = new Oms(this);
        _checker = new Checker(this);
        (Database.Due, Database.Noticed, Database.Written, RetailPro.Entered) = (Recovery.DueAt, Mails.Wake, Written, _checker.Entered);
        Updates = new UpdateDelivery(this);
        Database.Kept = Updates.Wake;
        for (var number = 1 + Scheduler.Random.Next(3); number > 0; number--)
        {
            AddService($"service {number}");
        }
    }

    public RunOptions Options { get; }
    public Scheduler Scheduler { get; }
    public Faults Faults { get; }
    public Trace Trace { get; }
    public InvoicingSettings Settings { get; }
    public RetailProSettings RetailProSettings { get; }

    /// <summary>Of every eighth run: some stores are warehouses, and people change that while services run.</summary>
    public bool WithWarehouses => Options.Seed % 8 == 6;

    /// <summary>All that were known at some moment; null among them: none were.</summary>
    public List<Warehouses?> Warehouses { get; } = [];

    public StoreDirectory Directory { get; private set; } = StoreDirectory.Empty;
    public Database Database { get; }
    public Broker Broker { get; }
    public RetailPro RetailPro { get; }

    /// <summary>Takes part in every fourth run.</summary>
    public Vtex? Vtex { get; private set; }

    /// <summary>Takes part in every fourth run, another one.</summary>
    public Emporix? Emporix { get; private set; }

    public EmporixSettings EmporixSettings { get; } = new()
    {
        Tenants = { [JobLoop.Tenant] = new() }, MailFrom = "invoices@example.test",
    };

    /// <summary>When numbers of invoices can be drawn.</summary>
    public DateTimeOffset NumbersSince => Scheduler.Start
        + (Faults.ShareOf(FaultKind.EmporixSchemaMissing) > 0 ? Faults.Until / 3 : TimeSpan.FromHours(-1));

    public CustomerMailServer CustomerMails { get; }
    public JobLoop Jobs { get; }
    public RecoveryLoop Recovery { get; }
    public PauseGate Gate { get; }
    public MailLoop Mails { get; }
    public Oms Oms { get; }
    public UpdateDelivery Updates { get; }
    public Checker Checker => _checker;
    public IReadOnlyList<Instance> Services => _services;

    public bool CanAsk => RetailProSettings.InvoiceLookup is not null;

    /// <summary>Runs one seed to its end.</summary>
    public static RunResult Execute(RunOptions options)
    {
        // Continuations must run where their answer comes, not where a test runner would post them.
        var context = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(null);
        try
        {
            return new Run(options).Execute();
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(context);
        }
    }

    /// <summary>No step may end in an exception that the program does not expect.</summary>
    public void Watch(Task task) => task.ContinueWith(
        failed => _checker.Violated($"Unexpected: {failed.Exception!.InnerException}"),
        CancellationToken.None,
        TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously,
        TaskScheduler.Default);

    public Instance NewInstance(string name, bool isService) => new(name, Scheduler, Faults, Trace, isService);

    public OrderProcessor ProcessorOf(Instance instance) =>
        new(_rules, new MemoryOrders(Database, Database.ConnectionOf(instance)), _ => default, instance.Clock);

    public JobOrders JobOrdersOf(Instance instance) =>
        new(ProcessorOf(instance), new MemoryOrders(Database, Database.ConnectionOf(instance)), instance.Clock);

    public ICallJournal JournalOf(Instance instance) => new MemoryJournal(Database, Database.ConnectionOf(instance));

    /// <summary>From now on stores have other codes, or those of the OMS again; or some are warehouses, or none.</summary>
    public void RenameStores()
    {
        Faults.Count(FaultKind.StoresRenamed);
        if (WithWarehouses)
        {
            Directory = Directory.IsEmpty ? StoreNames.Directory : StoreDirectory.Empty;
            Warehouses.Add(Directory.IsEmpty ? null : StoreNames.Warehouses);
            Trace.Add("person", $"{(Directory.IsEmpty ? "lets all stores invoice" : "enters warehouses")}");
            return;
        }

        var names = RetailProSettings.Stores.Count > 0 ? new Dictionary<string, string>() : StoreNames.Setting;
        Trace.Add("person", $"stops all services, and {(names.Count > 0 ? "gives stores other codes" : "calls stores as the OMS does")}");
        RetailProSettings.Stores.Clear();
        foreach (var (name, code) in names)
        {
            RetailProSettings.Stores.Add(name, code);
        }

        _services.Where(service => service.IsAlive).ToList().ForEach(service => service.Kill());
    }

    private void AddService(string name)
    {
        var instance = NewInstance(name, isService: true);
        var retailPro = new RetailProConnection(RetailPro, Scheduler, Faults, Trace, RetailProSettings, instance, _checker, Options.Bug);
        var call = new StepRunner(
            JournalOf(instance),
            instance.Clock,
            _ => default,
            Gate,
            new InFlightCalls(),
            NullLogger<StepRunner>.Instance);
        var endpoint = new Endpoint(
            this,
            instance,
            new SagaHandler(this, instance),
            call,
            new RetailProSystem(retailPro, Configured(RetailProSettings), Configured(Settings), () => Directory),
            new SimulatedVtexSystem(this, instance, _vtexSettings),
            () => SimulatedEmporixSystem.Of(this, instance));
        instance.Disconnected = () => Broker.ConnectionLost(instance);
        instance.Killed = () =>
        {
            endpoint.Forget();
            Database.ConnectionsLost(instance);
        };
        _endpoints.Add(instance, endpoint);
        _services.Add(instance);
    }

    private void Written(OrderProcess? before, OrderProcess after)
    {
        if (before is not null && after.Original is not null && !ReferenceEquals(before.Content, after.Content))
        {
            Oms.IsCorrected(OrderCorrection.AsMessage(after.Content).ToJsonString());
        }

        _checker.Saved(before, after);
        if (before is null)
        {
            Updates.Wake();
        }
    }

    private static IOptions<T> Configured<T>(T value)
        where T : class => Microsoft.Extensions.Options.Options.Create(value);

    private RunResult Execute()
    {
        var (orders, over) = (20 + Scheduler.Random.Next(31), Scheduler.Wait(TimeSpan.FromSeconds(1), Faults.Until));
        var (messages, marketplace) = Oms.Compose(
            orders, Scheduler.Random.Next(), includeLater: Options.Seed % 2 == 1, withVtex: _withVtex);
        Oms.Begin(messages, over);
        if (_withVtex)
        {
            Vtex = new Vtex(Scheduler, Faults, Trace, marketplace.Orders) { Told = _checker.ToldVtex, Shown = _checker.ShownByVtex };
            Oms.BeginUpdates(marketplace.Updates, over);
            Vtex.Begin(Faults.Until);
        }

        if (_withEmporix)
        {
            Emporix = new Emporix(Scheduler, Faults, Trace) { Asked = _checker.CaptureAsked, Captured = _checker.Captured };
            Database.Numbered = _checker.Numbered;
            new Shop(this, Emporix, Jobs).Begin(over);
        }

        new Person(this).Begin();
        new Disturbances(this).Begin();
        while (_checker.Violations.Count == 0 && Scheduler.Step())
        {
            if (Scheduler.Handled > MostEvents)
            {
                _checker.Violated($"Not quiet after {MostEvents} events.");
            }
        }

        if (_checker.Violations.Count == 0)
        {
            _checker.AtTheEnd();
        }

        var mode = $"{(RetailProSettings.RefusesDuplicates ? "refuses duplicates" : "accepts duplicates")}, {(CanAsk ? "can be asked" : "cannot be asked")}";
        var rows = Database.Orders.Select(order => order.Row).ToList();
        return new RunResult(Options, mode, rows.Count, Scheduler.Handled, Faults.Fired, _checker.Violations, Trace.Lines)
        {
            Failures = rows.SelectMany(row => row.Notices).CountBy(notice => notice.Kind).ToDictionary(),
            States = rows.CountBy(row => row.State).ToDictionary(),
        };
    }
}
