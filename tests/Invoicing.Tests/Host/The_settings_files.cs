using Invoicing.Host;
using Microsoft.Extensions.Configuration;

namespace Invoicing.Tests.Host;

public class The_settings_files
{
    [Fact]
    public void are_read_once_and_not_watched() => ((IConfigurationBuilder)Service.CreateBuilder([]).Configuration).Sources
        .OfType<FileConfigurationSource>().ShouldAllBe(file => !file.ReloadOnChange);
}
