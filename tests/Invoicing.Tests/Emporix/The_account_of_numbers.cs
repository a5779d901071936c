using Invoicing.Emporix.SetUp;

namespace Invoicing.Tests.Emporix;

public class The_account_of_numbers
{
    private static readonly DateTimeOffset s_now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    [Fact]
    public void has_every_number_between_the_first_and_the_last_and_its_reason()
    {
        EmporixNumber[] numbers =
        [
            Number(4, order: "o-1"), Number(5, order: "o-2"), Number(6) with { DrawnBy = "shop" },
            Number(9) with { Skipped = "INV9 was there before, for order o-0" }, Number(10, order: "o-3"),
        ];

        NumberReport.Rows(numbers.Reverse(), new HashSet<string> { "o-2" })
            .Select(row => $"{row.First}-{row.Last} {row.Number} {row.Fate} {row.OrderId} {row.Reason}").ShouldBe(
            [
                "4-4 INV4 Issued o-1 ", "5-5 INV5 Voided o-2 its order was dismissed", "6-6 INV6 Issued  drawn over HTTP by shop",
                "7-8  LostAnswer  nothing is stored of it", "9-9 INV9 Voided  INV9 was there before, for order o-0", "10-10 INV10 Issued o-3 ",
            ]);
    }

    [Fact]
    public void is_one_of_each_series() => NumberReport.Rows([Number(1), Number(100) with { Series = "t" }], new HashSet<string>()).Count.ShouldBe(2);

    private static EmporixNumber Number(long counter, string? order = null) => new()
    {
        Id = EmporixNumber.IdOf("s", counter), Tenant = "acme", Type = SequenceSchema.InvoiceType, Schema = "test", Series = "s",
        Counter = counter, Number = $"INV{counter}", At = s_now, OrderId = order,
    };
}
