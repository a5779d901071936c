namespace Invoicing.Simulators.Oms;

/// <summary>Orders of one message that can be invoiced, or need no invoice.</summary>
internal static class SoundRecipes
{
    public static OrderDraft SingleStore(Composer composer) => composer.Order(lines: composer.Random.Next(1, 6));

    public static OrderDraft SplitOrder(Composer composer) => composer.Order(stores: composer.Random.Next(2, 6));

    public static OrderDraft WithoutCompletedAt(Composer composer) =>
        composer.Order(stores: composer.Random.Next(1, 3)) with { ShowsCompletedAt = false };

    public static OrderDraft Tie(Composer composer)
    {
        var order = composer.Order(stores: 3, lines: 3);
        var instant = order.Lines.Min(line => line.ShippedAt!.Value.At);
        var first = order.Lines[0] with { ShippedAt = new DraftTime(instant).WithOffset(TimeSpan.FromHours(1)), Quantity = 2 };
        var second = order.Lines[1] with { ShippedAt = new DraftTime(instant).WithOffset(TimeSpan.FromHours(-6)), Quantity = 2 };
        var later = order.Lines[2] with { ShippedAt = new DraftTime(instant.AddHours(composer.Random.Next(1, 30))) };
        DraftLine[] lines = (composer.Turn % 3) switch
        {
            // The later line decides: units count over the whole order, not only at the instant of the tie.
            0 => [first, second, later with { ShippedFrom = second.ShippedFrom }],
            1 => [first, second, later],
            _ =>
            [
                first with { Quantity = 0.1m },
                later with { ShippedFrom = first.ShippedFrom, Quantity = 0.2m },
                second with { Quantity = 0.3m },
            ],
        };
        return order with { Lines = lines };
    }

    public static OrderDraft OtherOffsets(Composer composer)
    {
        double[] offsets = [-11, -6, -3, 0, 0, 1, 5.5, 9, 13.75];
        var order = composer.Order(stores: composer.Random.Next(2, 5));
        var start = order.Lines.Min(line => line.ShippedAt!.Value.At);
        var byMilliseconds = composer.Turn % 2 == 0;
        // First the order's own offset, then those of the lines: the sequence decides what a seed gives.
        order = order with { CreatedAt = order.CreatedAt.WithOffset(Offset()) };
        return order.With((line, place) =>
        {
            var instant = byMilliseconds ? start.AddMilliseconds(1 + ((place * 311) % 977)) : line.ShippedAt!.Value.At;
            return line with { ShippedAt = new DraftTime(instant).WithOffset(Offset()) };
        });

        TimeSpan Offset() => TimeSpan.FromHours(Catalogue.Pick(composer.Random, offsets));
    }

    public static OrderDraft WithoutOffset(Composer composer)
    {
        var order = composer.Order(stores: composer.Random.Next(2, 4));
        var isMixed = composer.Turn % 2 == 1;
        order = order with { CreatedAt = isMixed ? order.CreatedAt : order.CreatedAt.WithoutOffset() };
        return order.With((line, place) => line with
        {
            ShippedAt = isMixed && place % 2 == 0
                ? line.ShippedAt!.Value.WithOffset(TimeSpan.FromHours(2))
                : line.ShippedAt!.Value.WithoutOffset(),
        });
    }

    // In turn, the small letters stand on the line that was shipped first, and on a later one.
    public static OrderDraft MixedCase(Composer composer)
    {
        var order = composer.Order(stores: 2, lines: 3);
        var lines = order.Lines.OrderBy(line => line.ShippedAt!.Value.At).ToArray();
        var store = lines[0].ShippedFrom!;
        var small = store.ToLowerInvariant();
        lines[0] = lines[0] with { ShippedFrom = composer.Turn % 2 == 0 ? small : store };
        lines[1] = lines[1] with { ShippedFrom = composer.StoreBut([store]) };
        lines[2] = lines[2] with { ShippedFrom = composer.Turn % 2 == 0 ? store : small };
        return order with { Lines = lines };
    }

    public static OrderDraft Bopis(Composer composer)
    {
        var order = composer.Order(stores: composer.Turn % 3 == 0 ? 1 : 2) with { DeliveryType = "Store" };
        var pickup = composer.StoreBut(order.Lines.Select(line => line.ShippedFrom));
        return order.With((line, _) => line with { PickupStore = composer.Turn % 3 == 1 ? pickup : line.ShippedFrom });
    }

    public static OrderDraft Mixed(Composer composer)
    {
        var order = composer.Order(stores: 2);
        var collected = order.Lines[0].ShippedFrom;
        return order.With((line, _) => line.ShippedFrom == collected ? line with { PickupStore = collected } : line);
    }

    public static OrderDraft SomeLinesCancelled(Composer composer)
    {
        var order = composer.Order(stores: composer.Random.Next(1, 3));
        var before = new DraftTime(order.CreatedAt.At.AddMinutes(1));
        var cancelled = Enumerable.Range(0, composer.Random.Next(1, 3)).Select(_ => composer.Line(order.Lines) with
        {
            Status = "Cancelled",
            ShippedFrom = composer.Turn % 2 == 0 ? composer.StoreBut(order.Lines.Select(line => line.ShippedFrom)) : null,
            ShippedAt = composer.Turn % 2 == 0 ? before : null,
        });
        var lines = cancelled.Concat(order.Lines).ToArray();
        composer.Random.Shuffle(lines);
        return order with { Lines = lines };
    }

    public static OrderDraft AllCancelled(Composer composer)
    {
        var order = composer.Order() with { Shipping = 0, ShowsCompletedAt = composer.Turn % 2 == 0 };
        return order.With((line, _) => line with { Status = "Cancelled", ShippedFrom = null, ShippedAt = null });
    }

    public static OrderDraft LongAddress(Composer composer)
    {
        var order = composer.Order(stores: composer.Random.Next(1, 3));
        const string Long = "Residencial Altos de la Escalón, Senda Los Almendros, Polígono 14, Block C, Número 207";
        var customer = (composer.Turn % 4) switch
        {
            0 => order.DeliverTo with { Address1 = Long[..composer.Random.Next(41, 80)].TrimEnd() + "1", Address2 = null },
            1 => order.DeliverTo with { Address1 = Long[..composer.Random.Next(41, 79)].TrimEnd() + "1", Address2 = "Portón verde" },
            2 => order.DeliverTo with { City = "Nueva San Salvador de la Cordillera del Bálsamo Sur" },
            _ => order.DeliverTo with { Country = "República de El Salvador en la América Central" },
        };
        return order with { DeliverTo = customer };
    }

    public static OrderDraft TotalMismatch(Composer composer)
    {
        var order = composer.Order(stores: composer.Random.Next(1, 3));
        return composer.Turn % 2 == 0 ? order with { TotalError = 1.5m } : order with { DiscountError = 2.25m };
    }

    public static OrderDraft AtTheLimits(Composer composer)
    {
        var customer = new DraftCustomer
        {
            FirstName = "Ñ".PadRight(30, 'a'),
            LastName = "Ó".PadRight(30, 'b'),
            Email = "@example.test".PadLeft(60, 'c'),
            Address1 = "É".PadRight(40, 'd'),
            Address2 = "Í".PadRight(40, 'e'),
            City = "Ú".PadRight(40, 'f'),
            Country = "Á".PadRight(40, 'g'),
            DocumentNo = "0".PadRight(20, '1'),
            Phone = "70000000",
        };
        var order = composer.Order(lines: 1);
        const decimal Dearest = 999_999.9999m;
        var line = order.Lines[0] with { Upc = "9".PadRight(19, '8'), Quantity = 1, OriginalPrice = Dearest, Price = Dearest };
        return order with
        {
            OrderNo = $"#L{composer.Index:D8}",
            Billing = customer,
            DeliverTo = customer,
            Shipping = 0,
            Lines = [line with { ShippedFrom = "SVA11" }],
        };
    }
}
