using System.Text.Json.Nodes;
using Invoicing.Emporix;
using Invoicing.Host;
using Invoicing.Process;
using Invoicing.RetailPro;
using Invoicing.Vtex;
using Microsoft.Extensions.Options;

namespace Invoicing.Tests.Documents;

/// <summary>Every setting can be set, and refuses what cannot work.</summary>
public class Every_setting
{
    /// <summary>
    /// A user and his password are refused alone, and so are a mail server without recipients and an SFTP server without its rest.
    /// </summary>
    private static readonly (string, string)[] Companions =
    [
        ("RetailPro:UserName", "someone"), ("RetailPro:Password", "secret"),
        ("Vtex:Accounts:acme:AppKey", "key"), ("Vtex:Accounts:acme:AppToken", "token"),
        ("Vtex:Hook:Urls", "http://127.0.0.1:0"), ("Vtex:Hook:Secret", "sixteen-characters"),
        ("Vtex:Hook:PublicUrl", "https://hook.example.com/"),
        ("Emporix:Tenants:acme:ClientId", "client"), ("Emporix:Tenants:acme:ClientSecret", "secret"),
        ("Emporix:ApiClients:shop:Secret", "sixteen-characters"), ("Emporix:ApiClients:shop:Tenant", "acme"),
        ("Mail:Smtp:UserName", "someone"), ("Mail:Smtp:Password", "secret"), ("Mail:To", "operations@example.com"),
        ("Feeds:Folder", "feeds"), ("Feeds:Sftp:Host", "sftp.example.com"), ("Feeds:Sftp:User", "someone"), ("Feeds:Sftp:KeyFile", "key"),
        ("Feeds:Sftp:HostKey", SettingValues.Fingerprint), ("Feeds:Sftp:Folder", "/out"),
        ("Console:OpenId:Authority", "https://login.example.com"), ("Console:OpenId:ClientId", "invoicing"),
        ("Console:OpenId:ViewerGroups", "everybody"),
        ("Http:CertificateFile", "/etc/hosts"), ("Http:CertificateKeyFile", "/etc/hosts"),
    ];

    [Fact]
    public void stands_in_a_section_that_is_known() =>
        new[] { typeof(InvoicingSettings), typeof(RetailProSettings), typeof(VtexSettings), typeof(EmporixSettings) }
        .SelectMany(type => type.Assembly.GetTypes())
        .Where(type => type is { IsClass: true, IsAbstract: false } && type.Name.EndsWith("Settings", StringComparison.Ordinal))
        // One of many: docs/settings.md has it below the accounts, the tenants, the clients or the channels.
        .Except([typeof(VtexAccountSettings), typeof(EmporixTenantSettings), typeof(SellerSettings), typeof(ApiClientSettings), typeof(ChannelPolicySettings)])
        .ShouldBeSubsetOf(Settings.All.SelectMany(setting => setting.Path.Select(property => property.DeclaringType!)));

    [Fact]
    public void is_tried_with_a_value_and_with_nonsense()
    {
        var all = Settings.All.Select(setting => setting.Name).ToList();

        all.ShouldBe(SettingValues.Sound.Select(row => (string)row[0]), ignoreOrder: true);
        all.Except(SettingValues.TakeAnything).ShouldBe(SettingValues.Nonsense.Select(row => (string)row[0]).Distinct(), ignoreOrder: true);
    }

    [Theory]
    [MemberData(nameof(SettingValues.Sound), MemberType = typeof(SettingValues))]
    public void is_read_from_configuration(string name, string key, string value, string reads)
    {
        var setting = Settings.All.Single(setting => setting.Name == name);
        setting.Default.ShouldNotBe(reads, "the default proves nothing");

        using var provider = Settings.Bind([.. Companions, (key, value)]);

        Settings.Read(provider, setting).ShouldBe(reads);
    }

    [Theory]
    [MemberData(nameof(SettingValues.Nonsense), MemberType = typeof(SettingValues))]
    public void refuses_nonsense_by_its_name(string name, string key, string value)
    {
        var thrown = Should.Throw<Exception>(() => Settings.Validate((key, value)));
        var errors = thrown is AggregateException several ? several.InnerExceptions.ToArray() : [thrown];

        foreach (var error in errors)
        {
            // A value of the wrong type is refused by .NET's binder, before any rule of ours.
            (error is OptionsValidationException or InvalidOperationException).ShouldBeTrue(error.ToString());
            var told = ExpectedFailures.Explain(error).ShouldNotBeNull();
            told.ShouldContain(name.Split(':')[0]);
            told.ShouldContain(name.Split(':')[^1]);
        }
    }

    [Fact]
    public void may_be_left_as_it_is_but_for_three() => Should.NotThrow(() => Settings.Validate());

    [Fact]
    public void comes_from_appsettings_then_the_environment_then_the_command_line()
    {
        const string Key = "Serilog:MinimumLevel:Override:Npgsql";
        const string Variable = "Serilog__MinimumLevel__Override__Npgsql";
        string? Now(params string[] commandLine) => Service.CreateBuilder(commandLine).Configuration[Key];

        var file = JsonNode.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "appsettings.json")));
        Now().ShouldBe((string?)file!["Serilog"]!["MinimumLevel"]!["Override"]!["Npgsql"]);
        try
        {
            Environment.SetEnvironmentVariable(Variable, "Error");

            Now().ShouldBe("Error");
            Now($"{Key}=Fatal").ShouldBe("Fatal");
        }
        finally
        {
            Environment.SetEnvironmentVariable(Variable, null);
        }
    }
}
