using System.Globalization;
using System.Text.Json.Nodes;
using Invoicing.Orders;
using Invoicing.Process;

namespace Invoicing.RetailPro;

/// <summary>
/// Collects all that is wrong with a request while its fields are written, so that a person corrects an order once and not fault by
/// fault. Each rule returns the value to write; after a fault that value does not matter, as there will be no body.
/// </summary>
/// <param name="unreadable">Faults found when the order was read; nothing more is said of these fields, as they only look absent.</param>
internal sealed class Validation(IReadOnlyList<ValidationError> unreadable)
{
    private readonly HashSet<string> _unreadable = [.. unreadable.Select(fault => fault.Field)];
    private readonly List<ValidationError> _faults = [.. unreadable];
    private readonly List<string> _warnings = [];

    public IReadOnlyList<ValidationError> Faults => _faults;

    /// <param name="problem">Null: there is none.</param>
    public void Fault(string field, string? problem)
    {
        if (problem is not null && !IsUnreadable(field))
        {
            _faults.Add(new ValidationError(field, problem));
        }
    }

    /// <param name="warning">Null: there is none.</param>
    public void Warn(string? warning)
    {
        if (warning is not null)
        {
            _warnings.Add(warning);
        }
    }

    /// <summary>A text that must be there and is never cut: half an e-mail address or document number is another one.</summary>
    /// <param name="remedy">What can be done about one that is too long, besides a shorter one.</param>
    public string Required(string field, string? value, int limit, string? remedy = null)
    {
        Fault(field, string.IsNullOrWhiteSpace(value) ? "is missing" : null);
        return Whole(field, value, limit, remedy);
    }

    /// <summary>A text that may be absent but is never cut.</summary>
    public string Whole(string field, string? value, int limit, string? remedy = null)
    {
        var text = value?.Trim() ?? "";
        Fault(field, text.Length <= limit ? null
            : $"is {text.Length} characters long, at most {limit} are allowed{(remedy is null ? "" : $"; {remedy}")}");
        return text;
    }

    /// <summary>A text that may be absent and may be cut.</summary>
    public string Cut(string field, string? value, int limit)
    {
        var text = value?.Trim() ?? "";
        Warn(text.Length <= limit ? null : $"{field} is {text.Length} characters long and was cut to {limit}");
        return TextLimit.Cut(text, limit);
    }

    public decimal Amount(string field, decimal? value)
    {
        Fault(field, value is null ? "is missing" : null);
        return OptionalAmount(field, value);
    }

    /// <summary>0 when absent.</summary>
    public decimal OptionalAmount(string field, decimal? value)
    {
        var amount = Rounded(field, value ?? 0);
        var remedy = field == "discount" ? "a discount is written without a sign" : "a return or a credit is no order to be invoiced";
        Fault(field, amount >= 0 ? null : ErrorText.Invariant($"is {value:0.####}, it must not be negative: {remedy}"));
        return amount;
    }

    public decimal Quantity(string field, decimal? value)
    {
        var quantity = Rounded(field, value ?? 0);
        Fault(field, value is null ? "is missing"
            : quantity > 0 || decimal.Abs(value.Value) > Amounts.Largest ? null
            : ErrorText.Invariant($"is {value:0.####}, it must be above zero"));
        return quantity;
    }

    /// <summary>Only here, half away from zero, as people round money.</summary>
    private decimal Rounded(string field, decimal value)
    {
        var amount = decimal.Round(value, Amounts.Decimals, MidpointRounding.AwayFromZero);
        if (decimal.Abs(amount) <= Amounts.Largest)
        {
            return amount;
        }

        Fault(field, ErrorText.Invariant($"is {value:0.####}, at most {Amounts.Largest} is allowed"));
        return 0;
    }

    /// <summary>Without an offset, as in the documents' sample.</summary>
    public string LocalTime(string field, DateTimeOffset? instant, string timeZone)
    {
        Fault(field, instant is null ? "is missing" : null);
        var zone = TimeZoneInfo.FindSystemTimeZoneById(timeZone);
        return instant is not { } time ? ""
            : TimeZoneInfo.ConvertTime(time, zone).ToString("yyyy-MM-ddTHH:mm:ss", CultureInfo.InvariantCulture);
    }

    public Prepared Finish(JsonObject body) => new(_faults.Count == 0 ? body.ToJsonString(JsonText.AsItIs) : null, _faults, _warnings);

    /// <summary>A field is unreadable also when the object or array that holds it is.</summary>
    private bool IsUnreadable(string field)
    {
        for (var length = field.Length; length > 0; length = field.LastIndexOfAny(['.', '['], length - 1))
        {
            if (_unreadable.Contains(field[..length]))
            {
                return true;
            }
        }

        return false;
    }
}
