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

    [Theory]
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
