using System.Text.Json.Nodes;

namespace Invoicing.Simulators.Oms;

/// <summary>Which kinds there are, in which proportions, and how each is made.</summary>
internal sealed record KindRow(OrderKind Kind, int Weight, Func<Composer, IReadOnlyList<GeneratedOrder>> Make)
{
    /// <summary>Kinds of several messages, which must lie far apart.</summary>
    public bool HasFollowers { get; init; }
}

/// <summary>The one place where the proportions stand: weights of all orders, in thousandths with the unreadable ones.</summary>
internal static class KindTable
{
    private static readonly KindRow[] s_readable =
    [
        One(OrderKind.SingleStore, 180, SoundRecipes.SingleStore),
        One(OrderKind.SplitOrder, 180, SoundRecipes.SplitOrder),
        One(OrderKind.Tie, 40, SoundRecipes.Tie),
        One(OrderKind.OtherOffsets, 50, SoundRecipes.OtherOffsets),
        One(OrderKind.WithoutOffset, 40, SoundRecipes.WithoutOffset),
        One(OrderKind.WithoutCompletedAt, 15, SoundRecipes.WithoutCompletedAt),
        One(OrderKind.Bopis, 70, SoundRecipes.Bopis),
        One(OrderKind.Mixed, 30, SoundRecipes.Mixed),
        One(OrderKind.SomeLinesCancelled, 50, SoundRecipes.SomeLinesCancelled),
        One(OrderKind.AllCancelled, 20, SoundRecipes.AllCancelled),
        One(OrderKind.LongAddress, 20, SoundRecipes.LongAddress),
        One(OrderKind.TotalMismatch, 10, SoundRecipes.TotalMismatch),
        One(OrderKind.AtTheLimits, 5, SoundRecipes.AtTheLimits),
        One(OrderKind.SendSale, 40, SendSaleRecipes.SendSale),
        One(OrderKind.SendSaleFromSellingStore, 15, SendSaleRecipes.FromSellingStore),
        One(OrderKind.SendSaleWithPoorCustomer, 10, SendSaleRecipes.WithPoorCustomer),
        Several(OrderKind.Held, 10, RepeatedRecipes.HeldOnly) with { HasFollowers = false },
        Several(OrderKind.HeldThenCompleted, 35, RepeatedRecipes.HeldThenCompleted),
        Several(OrderKind.CompletedThenHeld, 25, RepeatedRecipes.CompletedThenHeld),
        Several(OrderKind.Repeated, 45, RepeatedRecipes.Repeated),
        Several(OrderKind.SameContentUnderAnotherId, 20, RepeatedRecipes.SameContentUnderAnotherId),
        Several(OrderKind.OtherContentUnderAnotherId, 10, RepeatedRecipes.OtherContentUnderAnotherId),
        One(OrderKind.UnknownChannel, 10, SpoiledRecipes.UnknownChannel),
        Spoiled(OrderKind.InvalidField, 40, composer => SpoiledRecipes.OneOf(composer, InvalidFields.All)),
        Spoiled(OrderKind.SeveralInvalidFields, 10, SpoiledRecipes.SeveralInvalidFields),
        Spoiled(OrderKind.WrongJsonType, 15, composer => SpoiledRecipes.OneOf(composer, WrongTypes.All)),
    ];

    private static readonly KindRow[] s_unreadable =
    [
        Spoiled(OrderKind.WithoutOrderNo, 3, SpoiledRecipes.WithoutOrderNo),
        new(OrderKind.BrokenJson, 2, composer => [new GeneratedOrder("", "", OrderKind.BrokenJson, SpoiledRecipes.BrokenJson(composer))]),
    ];

    private static readonly KindRow[] s_later =
    [
        Spoiled(OrderKind.Nonsense, 80, composer => SpoiledRecipes.OneOf(composer, NonsenseFields.All)),
        One(OrderKind.MixedCase, 20, SoundRecipes.MixedCase),
    ];

    public static IReadOnlyList<KindRow> Rows(bool includeUnreadable, bool includeLater) =>
        [.. s_readable, .. includeUnreadable ? s_unreadable : [], .. includeLater ? s_later : []];

    private static KindRow One(OrderKind kind, int weight, Func<Composer, OrderDraft> recipe) =>
        new(kind, weight, composer => [Write(kind, recipe(composer))]);

    private static KindRow Several(OrderKind kind, int weight, Func<Composer, OrderDraft[]> recipe) =>
        new(kind, weight, composer => [.. recipe(composer).Select(draft => Write(kind, draft))]) { HasFollowers = true };

    private static KindRow Spoiled(OrderKind kind, int weight, Func<Composer, (JsonObject Json, string Detail)> recipe) =>
        new(kind, weight, composer => [Write(kind, recipe(composer))]);

    private static GeneratedOrder Write(OrderKind kind, OrderDraft draft) => Write(kind, (DraftWriter.Write(draft), ""));

    private static GeneratedOrder Write(OrderKind kind, (JsonObject Json, string Detail) order) =>
        new((string?)order.Json["orderNo"] ?? "", (string?)order.Json["orderId"] ?? "", kind, DraftWriter.Text(order.Json))
        {
            Detail = order.Detail,
        };
}
