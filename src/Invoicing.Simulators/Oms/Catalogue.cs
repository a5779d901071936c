namespace Invoicing.Simulators.Oms;

/// <summary>Invented stores, products and people. E-mail addresses are under <c>example.test</c>, which can never exist.</summary>
internal static class Catalogue
{
    // Of different lengths on purpose: in ordinal order A27 comes before A9, and SVA4 before SVA40.
    public static readonly string[] Stores = ["SVA11", "SVA32", "SVA40", "SVA4", "SVB02", "P22", "A27", "A36", "A9", "B07"];

    public static readonly string[] FirstNames =
    [
        "Rosa", "Luis", "María", "Íñigo", "Zoë", "Jürgen", "Łucja", "Ana Sofía", "D'Arcy", "José Ángel", "Noé", "Søren",
        "Χρήστος", "美咲", "Tomás",
    ];

    public static readonly string[] LastNames =
    [
        "Interiano", "Pineda", "Peñate", "Núñez Gómez", "O'Brien", "Ventura", "Żak", "Müller-Lüdenscheidt", "Αντωνίου", "渡辺",
        "\"Chepe\" Rivas",
    ];

    public static readonly string[] Streets =
        ["Avenida Las Magnolias", "Calle El Progreso", "Pasaje Ñandú", "Bulevar de los Héroes", "Calle a Huizúcar", "7ª Calle Poniente"];

    public static readonly string[] Additions = ["Apartamento 5-B", "Edificio Torre Norte", "Casa #12", "Frente al parque", "Local 3 & 4"];

    public static readonly string[] Cities = ["San Salvador", "Santa Tecla", "Ahuachapán", "Usulután", "Cojutepeque", "La Unión"];

    public const string Country = "El Salvador";

    // Few enough that stock of many orders adds up on the same row.
    private const int Products = 240;

    private const int LongestUpc = 19;

    /// <summary>
    /// A product code, most an EAN with its check digit; every twelfth product has one of the greatest length, which is none.
    /// </summary>
    public static string Upc(Random random)
    {
        var product = random.Next(Products);
        return product % 12 == 0 ? $"{product:D3}".PadLeft(LongestUpc, '9') : WithCheckDigit($"8720116{product:D5}");
    }

    private static string WithCheckDigit(string digits) =>
        $"{digits}{(10 - (digits.Select((digit, i) => (digit - '0') * (i % 2 == 0 ? 1 : 3)).Sum() % 10)) % 10}";

    public static T Pick<T>(Random random, IReadOnlyList<T> from) => from[random.Next(from.Count)];
}
