namespace Invoicing.Simulators.Oms;

/// <summary>Orders of which the OMS publishes more than one message, in this order.</summary>
internal static class RepeatedRecipes
{
    public static OrderDraft[] HeldThenCompleted(Composer composer)
    {
        var completed = Completed(composer);
        var held = Held(completed);

        // What was open is as often given up as shipped.
        var cancelled = held.With((line, _) => line.Status == "Open" ? line with { Status = "Cancelled" } : line);
        return [held, composer.Turn % 2 == 0 ? completed : completed with { Lines = cancelled.Lines }];
    }

    public static OrderDraft[] CompletedThenHeld(Composer composer)
    {
        var completed = Completed(composer);
        return [completed, Held(completed)];
    }

    public static OrderDraft[] HeldOnly(Composer composer) => [Held(Completed(composer))];

    public static OrderDraft[] Repeated(Composer composer)
    {
        var order = composer.Order(stores: composer.Random.Next(1, 4));
        return composer.Turn % 2 == 0 ? [order, order] : [order, order, order];
    }

    public static OrderDraft[] SameContentUnderAnotherId(Composer composer)
    {
        var order = composer.Order(stores: composer.Random.Next(1, 4));
        var bare = order.OrderNo.TrimStart('#');
        var other = order.OrderNo == bare ? "#" + bare : bare;
        return [order, order with { OrderId = composer.OtherOrderId, OrderNo = composer.Turn % 2 == 0 ? order.OrderNo : other }];
    }

    public static OrderDraft[] OtherContentUnderAnotherId(Composer composer)
    {
        var order = composer.Order(stores: composer.Random.Next(1, 4));
        var other = composer.Order(stores: composer.Random.Next(1, 4));
        var stranger = order.Billing with
        {
            FirstName = "Otilia",
            LastName = "Quijano",
            Email = "otilia@example.test",
            DocumentNo = "099999999",
        };
        var extra = other.Lines[0] with { Upc = "8720116999999", Quantity = 7 };
        return
        [
            order,
            other with
            {
                OrderId = composer.OtherOrderId,
                OrderNo = order.OrderNo,
                CreatedAt = new DraftTime(order.CreatedAt.At.AddMinutes(-17)),
                Billing = stranger,
                DeliverTo = stranger,
                Lines = [.. other.Lines, extra],
            },
        ];
    }

    private static OrderDraft Completed(Composer composer) =>
        composer.Order(stores: composer.Random.Next(1, 4), lines: composer.Random.Next(3, 6));

    // The lines that shipped last were still open when the order was seen earlier.
    private static OrderDraft Held(OrderDraft completed)
    {
        var openCount = 1 + (completed.Lines.Count / 4);
        var seenAt = completed.Lines.Select(line => line.ShippedAt!.Value.At).Order().SkipLast(openCount).Last();
        return (completed with { ShowsCompletedAt = false }).With((line, _) =>
            line.ShippedAt!.Value.At > seenAt ? line with { Status = "Open", ShippedFrom = null, ShippedAt = null } : line);
    }
}
