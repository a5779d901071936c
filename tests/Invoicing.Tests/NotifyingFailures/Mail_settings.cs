using Invoicing.Messaging;
using Invoicing.NotifyingFailures;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Invoicing.Tests.NotifyingFailures;

public sealed class Mail_settings
{
    [Fact]
    public void need_nothing_for_mails_in_a_folder()
    {
        var settings = Bind();

        settings.UsesSmtp.ShouldBeFalse();
        settings.Folder.ShouldBe("mails");
        settings.Recipients.ShouldBe(["operations@localhost"]);
        settings.MergeWindow.ShouldBe(TimeSpan.FromMinutes(1));
        Gateway().ShouldBeOfType<FolderMailGateway>();
    }

    [Fact]
    public void with_a_host_use_the_mail_server()
    {
        (string, string)[] values = [("Smtp:Host", "mail.example"), ("Smtp:Port", "2525"), ("Smtp:StartTls", "false"), ("To", "ops@example.com")];

        var settings = Bind(values);

        (settings.Smtp.Host, settings.Smtp.Port, settings.Smtp.StartTls).ShouldBe(("mail.example", 2525, false));
        Gateway(values).ShouldBeOfType<SmtpMailGateway>();
    }

    [Fact]
    public void take_recipients_as_a_list() => Bind(("To:0", "a@x.example"), ("To:1", "b@x.example")).Recipients.ShouldBe(["a@x.example", "b@x.example"]);

    [Fact]
    public void take_recipients_with_commas() => Bind(("To", "a@x.example, b@x.example,")).Recipients.ShouldBe(["a@x.example", "b@x.example"]);

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

        settings.StoreRecipients("SVA40").ShouldBe(["a@x.example", "b@x.example"]);
        settings.StoreRecipients("SVA11").ShouldBe(["c@x.example"]);
    }

    [Fact]
    public void send_daily_mails_at_seven_or_at_another_time_or_not_at_all()
    {
        Bind().DailyAt.ShouldBe(new TimeOnly(7, 0));
        Bind(("DailyAt", "18:30")).DailyAt.ShouldBe(new TimeOnly(18, 30));
        Bind(("DailyAt", "")).DailyAt.ShouldBeNull();
    }

    [Fact]
    public void make_one_recipient_of_routes_to_the_same_people()
    {
        var routes = new MailRoutes(Options.Create(Bind(
            ("To", "ops@x.example"), ("Routes:0:To", "a@x.example"), ("Routes:0:Stores", "A9"), ("Routes:1:To", "ops@x.example"), ("Routes:1:Kinds", "Refused"),
            ("Routes:2:To", "a@x.example"))));

        routes.Keys.ShouldBe(["", "a@x.example"]);
        routes.Recipients(0).ShouldBeNull();
        routes.Recipients(1).ShouldBe(["a@x.example"]);
        routes.Json.ShouldBe("""[{"stores":["A9"],"kinds":[],"recipients":1},{"stores":[],"kinds":["Refused"],"recipients":0},{"stores":[],"kinds":[],"recipients":1}]""");
    }

    [Theory]
    [InlineData("Mail:Routes:0:To must be", "Routes:0:Stores", "SVA40")]
    [InlineData("Mail:Routes:0:To must be", "Routes:0:To", "nobody")]
    [InlineData("Mail:Routes:0:Kinds has Denied, allowed is InvalidData, Refused,", "Routes:0:Kinds", "Denied")]
    [InlineData("Mail:Stores:SVA40 must be", "Stores:SVA40", "nobody")]
    [InlineData("Mail:Stores:SVA40 must be", "Stores:SVA40", "")]
    [InlineData("Mail:ReportAfter must be between 00:00:00 and 1.00:00:00", "ReportAfter", "2.00:00:00")]
    [InlineData("Mail:From", "From", "nobody")]
    [InlineData("Mail:From", "From", "a@x.example\r\nBcc: b@x.example")]
    [InlineData("Mail:To", "To", "ops@example.com,nobody")]
    [InlineData("Mail:To must name at least one", "Smtp:Host", "mail.example")]
    [InlineData("Mail:Smtp:Port must be between 1 and 65535", "Smtp:Port", "0")]
    [InlineData("Mail:Smtp:Timeout must be between 00:00:00.100 and 00:05:00", "Smtp:Timeout", "00:06:00")]
    [InlineData("Mail:Smtp:UserName and Mail:Smtp:Password", "Smtp:UserName", "me")]
    [InlineData("Mail:Folder must", "Folder", "")]
    [InlineData("Mail:MergeWindow must be between 00:00:00 and 1.00:00:00", "MergeWindow", "-00:00:01")]
    [InlineData("Mail:PollInterval must be between 00:00:00.010 and 00:01:00", "PollInterval", "00:00:00")]
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
        return new ServiceCollection().AddLogging().AddFailureNotifications(configuration, default).BuildServiceProvider();
    }
}
