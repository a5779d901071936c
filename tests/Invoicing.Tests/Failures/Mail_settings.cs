using Invoicing.Failures;
using Invoicing.Host;
using Invoicing.Host.Composition;
using Invoicing.Storage;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Invoicing.Tests.Failures;

public sealed class Mail_settings
{
    [Fact]
    public void need_nothing_for_mails_in_a_folder()
    {
        var settings = Bind();

        settings.UsesSmtp().ShouldBeFalse();
        settings.Folder.ShouldBe("mails");
        settings.Recipients().ShouldBe(["operations@localhost"]);
        settings.MergeWindow.ShouldBe(TimeSpan.FromMinutes(1));
        Gateway().ShouldBeOfType<FolderMailGateway>();
    }

    [Fact]
    public void with_a_host_use_the_mail_server()
    {
        (string, string)[] values =
            [("Smtp:Host", "mail.example"), ("Smtp:Port", "2525"), ("Smtp:Security", "None"), ("To", "ops@example.com")];

        var settings = Bind(values);

        (settings.Smtp.Host, settings.Smtp.Port, settings.Smtp.Security).ShouldBe(("mail.example", 2525, SmtpSecurity.None));
        Gateway(values).ShouldBeOfType<SmtpMailGateway>();
    }

    [Theory]
    [InlineData("587", null, null, "StartTls")]
    [InlineData("25", null, null, "StartTls")]
    [InlineData("465", null, null, "Tls")]
    [InlineData("465", "StartTls", null, "StartTls")]
    [InlineData("2465", "Tls", null, "Tls")]
    [InlineData("25", "None", null, "None")]
    [InlineData("465", null, "false", "None")]
    [InlineData("465", null, "true", "StartTls")]
    public void secure_the_connection_unless_they_say_that_it_is_not_to_be(
        string port,
        string? security,
        string? startTls,
        string effective) =>
        Bind([("Smtp:Port", port), .. security is null ? [] : new[] { ("Smtp:Security", security) }, .. startTls is null ?
            [] :
            new[] { ("Smtp:StartTls", startTls) }])
            .Smtp.EffectiveSecurity().ToString().ShouldBe(effective);

    [Fact]
    public void take_recipients_as_a_list() =>
        Bind(("To:0", "a@x.example"), ("To:1", "b@x.example")).Recipients().ShouldBe(["a@x.example", "b@x.example"]);

    [Theory]
    [InlineData("a@x.example, b@x.example,")]
    [InlineData("a@x.example; b@x.example")]
    [InlineData(" a@x.example;;b@x.example ; ")]
    public void take_recipients_with_commas_or_semicolons(string to) =>
        Bind(("To", to)).Recipients().ShouldBe(["a@x.example", "b@x.example"]);

    [Fact]
    public void take_several_recipients_in_an_entry_of_a_list() =>
        Bind(("To:0", "a@x.example; b@x.example"), ("To:1", "c@x.example")).Recipients()
            .ShouldBe(["a@x.example", "b@x.example", "c@x.example"]);

    [Theory]
    [InlineData("Smpt", "Smpt:Host", "mail.example")]
    [InlineData("Hots", "Smtp:Hots", "mail.example")]
    [InlineData("Recipients", "Recipients", "ops@x.example")]
    [InlineData("Store", "Routes:0:Store", "SVA40")]
    public void that_are_misspelt_are_refused_by_name(string named, string setting, string value)
    {
        var refused = Should.Throw<InvalidOperationException>(() => Bind((setting, value)));

        ExpectedFailures.Explain(refused).ShouldNotBeNull().ShouldContain($"has nothing called '{named}'");
    }

    [Fact]
    public void in_two_forms_are_refused_so_that_neither_is_lost() =>
        Should.Throw<OptionsValidationException>(() => Bind(("To", "a@x.example"), ("To:0", "b@x.example"))).Message
            .ShouldContain("Mail:To is given as one text and as a list");

    [Fact]
    public void take_routes_with_lists_or_commas()
    {
        var routes = Bind(
            ("Routes:0:Stores", "SVA40, SVA11"), ("Routes:0:To", "a@x.example,b@x.example"),
            ("Routes:1:Kinds:0", "Refused"), ("Routes:1:To:0", "c@x.example")).Routes;

        routes[0].Stores.ShouldBe(["SVA40", "SVA11"]);
        routes[0].Kinds.ShouldBeEmpty();
        routes[0].To.ShouldBe(["a@x.example", "b@x.example"]);
        (routes[1].Kinds[0], routes[1].To[0]).ShouldBe(("Refused", "c@x.example"));
    }

    [Fact]
    public void take_the_recipients_of_stores()
    {
        var settings = Bind(("Stores:SVA40", "a@x.example, b@x.example"), ("Stores:SVA11:0", "c@x.example"));

        settings.Stores["SVA40"].ShouldBe(["a@x.example", "b@x.example"]);
        settings.Stores["SVA11"].ShouldBe(["c@x.example"]);
    }

    [Fact]
    public void give_way_to_the_addresses_that_people_have_entered_of_a_store()
    {
        var settings = Bind(("Stores:SVA40", "a@x.example"), ("Stores:SVA11", "c@x.example"));

        var recipients = settings.RecipientsByStore(new([
            new("Plaza", "sva40") { Mail = "b@x.example,d@x.example" }, new("Plaza Back Door", "SVA40") { Mail = "d@x.example" },
            new("Centro", "SVA11"), new("Norte", "SVA09") { Mail = "e@x.example" },
        ]));

        recipients.ToDictionary(store => store.Key.ToUpperInvariant(), store => store.Value.ToString()).ShouldBe(
            new Dictionary<string, string>
            {
                ["SVA40"] = "b@x.example,d@x.example", ["SVA11"] = "c@x.example", ["SVA09"] = "e@x.example",
            },
            ignoreOrder: true);
    }

    [Fact]
    public void send_daily_mails_at_seven_or_at_another_time_or_not_at_all()
    {
        Bind().DailyAt.ShouldBe(new TimeOnly(7, 0));
        Bind(("DailyAt", "18:30")).DailyAt.ShouldBe(new TimeOnly(18, 30));
        Bind(("DailyAt", "")).DailyAt.ShouldBeNull();
    }

    [Fact]
    public void tell_a_failure_to_the_first_that_it_matches_and_what_matches_none_to_everybody()
    {
        var settings = Bind(
            ("To", "ops@x.example"),
            ("Routes:0:To", "a@x.example"),
            ("Routes:0:Stores", "A9"),
            ("Routes:1:To", "ops@x.example"),
            ("Routes:1:Kinds", "Refused,GaveUp"),
            ("Routes:2:To", "b@x.example, c@x.example"),
            ("Routes:2:Kinds", "Refused,NoAnswer"));

        settings.RecipientsOf(NoticeKind.Refused, "A9").ShouldBe(["a@x.example"]);
        settings.RecipientsOf(NoticeKind.Refused, "a9").ShouldBeNull("by a route to Mail:To");
        settings.RecipientsOf(NoticeKind.NoAnswer, null).ShouldBe(["b@x.example", "c@x.example"]);
        settings.RecipientsOf(NoticeKind.FeedFaulted, null).ShouldBeNull();
    }

    [Theory]
    [InlineData("Mail:Routes:0:To names nobody", "Routes:0:Stores", "SVA40")]
    [InlineData("Mail:Routes:0:To has nobody, which is no mail address", "Routes:0:To", "nobody")]
    [InlineData("Mail:Routes:0:Kinds has Denied, allowed is InvalidData, Refused,", "Routes:0:Kinds", "Denied")]
    [InlineData("Mail:Stores:SVA40 has nobody, which is no mail address", "Stores:SVA40", "a@x.example,nobody")]
    [InlineData("Mail:Stores:SVA40 names nobody", "Stores:SVA40", "")]
    [InlineData("Mail:ReportAfter is 2.00:00:00, allowed is 00:00:00 to 1.00:00:00", "ReportAfter", "2.00:00:00")]
    [InlineData("Mail:From has nobody, which is no mail address", "From", "nobody")]
    [InlineData("Mail:From has a@x.example, b@x.example, which is no mail address", "From", "a@x.example, b@x.example")]
    [InlineData("Mail:From", "From", "a@x.example\r\nBcc: b@x.example")]
    [InlineData("Mail:To has nobody, which is no mail address", "To", "ops@example.com,nobody")]
    [InlineData("Mail:To has ops@example.com second@example.com, which is no mail address", "To", "ops@example.com second@example.com")]
    [InlineData("Mail:To has ops@example.com more than once", "To", "ops@example.com; OPS@example.com")]
    [InlineData("Mail:To names nobody", "Smtp:Host", "mail.example")]
    [InlineData("Mail:Smtp:Port is 0, allowed is 1 to 65535", "Smtp:Port", "0")]
    [InlineData("Mail:Smtp:Timeout is 00:06:00, allowed is 00:00:00.1000000 to 00:05:00", "Smtp:Timeout", "00:06:00")]
    [InlineData("Mail:Smtp:UserName and Mail:Smtp:Password", "Smtp:UserName", "me")]
    [InlineData("Mail:Folder is missing", "Folder", "")]
    [InlineData("Mail:MergeWindow is -00:00:01, allowed is 00:00:00 to 1.00:00:00", "MergeWindow", "-00:00:01")]
    [InlineData("Mail:PollInterval is 00:00:00, allowed is", "PollInterval", "00:00:00")]
    public void that_are_nonsense_are_refused_by_name(string named, string setting, string value) =>
        Should.Throw<OptionsValidationException>(() => Bind((setting, value))).Message.ShouldContain(named);

    private static MailSettings Bind(params (string Name, string Value)[] values) =>
        Services(values).GetRequiredService<IOptions<MailSettings>>().Value;

    private static IMailGateway Gateway(params (string Name, string Value)[] values) => Services(values).GetRequiredService<IMailGateway>();

    private static ServiceProvider Services((string Name, string Value)[] values)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(values.Select(v => KeyValuePair.Create<string, string?>($"Mail:{v.Name}", v.Value)))
            .Build();
        return new ServiceCollection().AddSingleton<IConfiguration>(configuration).AddLogging()
            .AddFailureNotifications(configuration, default)
            .BuildServiceProvider();
    }
}
