using System.Collections.ObjectModel;
using System.ComponentModel;
using System.Globalization;

namespace Invoicing;

/// <summary>
/// A setting of several values: a list, or one text with commas or semicolons, which fits into an environment variable. Every entry of a
/// list may hold several as well.
/// </summary>
[TypeConverter(typeof(FromText))]
internal sealed class SettingList : Collection<string>
{
    private static readonly char[] Separators = [',', ';'];

    public override string ToString() => string.Join(',', this);

    protected override void InsertItem(int index, string item)
    {
        foreach (var value in (item ?? "").Split(Separators, StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            base.InsertItem(index++, value);
        }
    }

    private sealed class FromText : TypeConverter
    {
        public override bool CanConvertFrom(ITypeDescriptorContext? context, Type sourceType) => sourceType == typeof(string);

        public override object ConvertFrom(ITypeDescriptorContext? context, CultureInfo? culture, object value) =>
            new SettingList { (string)value };
    }
}
