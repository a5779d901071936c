using System.Globalization;
using System.Text;

namespace Invoicing.Emporix.Documents;

/// <summary>
/// The order in which a line of mixed direction is read, after the Unicode Bidirectional Algorithm (UAX #9) as far as names and
/// addresses need it: letters, numbers and what is between them, without embeddings. Most lines have one direction and cost one look.
/// </summary>
internal static class Bidi
{
    private enum Kind
    {
        Neutral,
        Left,
        Right,
        Number,
    }

    public static bool IsRightToLeft(int codePoint) => codePoint
        is (>= 0x0590 and <= 0x065F) or (>= 0x066A and <= 0x06EF) or (>= 0x06FA and <= 0x08FF)
            or (>= 0xFB1D and <= 0xFDFF) or (>= 0xFE70 and <= 0xFEFE);

    /// <summary>Whether the first letter of a paragraph is written from right to left.</summary>
    public static bool BeginsRightToLeft(ReadOnlySpan<int> codePoints)
    {
        foreach (var codePoint in codePoints)
        {
            if (KindOf(codePoint) is var kind and (Kind.Left or Kind.Right))
            {
                return kind == Kind.Right;
            }
        }

        return false;
    }

    /// <summary>Stretches of one direction as they stand on paper, from left to right; an odd level is read from right to left.</summary>
    public static List<(Range Of, bool RightToLeft)> Runs(ReadOnlySpan<int> codePoints, bool rightToLeft)
    {
        var levels = Levels(codePoints, rightToLeft);
        var runs = new List<(Range Of, int Level)>();
        for (var start = 0; start < levels.Length;)
        {
            var end = start + 1;
            while (end < levels.Length && levels[end] == levels[start])
            {
                end++;
            }

            runs.Add((start..end, levels[start]));
            start = end;
        }

        // From the highest level down, whatever stands at it or above it together is turned round (rule L2).
        for (var level = 2; level > 0; level--)
        {
            for (var start = 0; start < runs.Count; start++)
            {
                var length = runs.Skip(start).TakeWhile(run => run.Level >= level).Count();
                runs.Reverse(start, length);
                start += length;
            }
        }

        return [.. runs.Select(run => (run.Of, run.Level % 2 == 1))];
    }

    private static int[] Levels(ReadOnlySpan<int> codePoints, bool rightToLeft)
    {
        var embedding = rightToLeft ? Kind.Right : Kind.Left;
        var kinds = new Kind[codePoints.Length];
        for (var i = 0; i < kinds.Length; i++)
        {
            kinds[i] = KindOf(codePoints[i]);
            if (kinds[i] == Kind.Neutral && i > 0 && Rune.GetUnicodeCategory((Rune)codePoints[i]) == UnicodeCategory.NonSpacingMark)
            {
                kinds[i] = kinds[i - 1];
            }
        }

        // A sign between two digits belongs to the number, and so does one of per cent or currency beside it (rules W4, W5).
        for (var i = 0; i < kinds.Length; i++)
        {
            var (before, after) = (i > 0 && kinds[i - 1] == Kind.Number, i + 1 < kinds.Length && kinds[i + 1] == Kind.Number);
            if (kinds[i] == Kind.Neutral
                && ((before && after && codePoints[i] is '.' or ',' or ':' or '/' or '-')
                    || ((before || after) && codePoints[i] is '%' or '€' or '$' or '£' or '°' or '#')))
            {
                kinds[i] = Kind.Number;
            }
        }

        // A number after a word of the other direction is part of it (rule W7).
        for (var (i, strong) = (0, embedding); i < kinds.Length; i++)
        {
            strong = kinds[i] is Kind.Left or Kind.Right ? kinds[i] : strong;
            kinds[i] = kinds[i] == Kind.Number && strong == Kind.Left ? Kind.Left : kinds[i];
        }

        Brackets(codePoints, kinds, embedding);

        // What is neither goes with both its neighbours where they agree, else with the paragraph (rules N1, N2).
        var levels = new int[kinds.Length];
        for (var i = 0; i < kinds.Length; i++)
        {
            if (kinds[i] == Kind.Neutral)
            {
                var after = Array.FindIndex(kinds, i, kind => kind != Kind.Neutral);
                after = after < 0 ? kinds.Length : after;
                var left = i == 0 ? embedding : Direction(kinds[i - 1]);
                var right = after == kinds.Length ? embedding : Direction(kinds[after]);
                Array.Fill(kinds, left == right ? left : embedding, i, after - i);
            }

            levels[i] = kinds[i] switch
            {
                Kind.Right => 1,
                Kind.Number => 2,
                _ => rightToLeft ? 2 : 0,
            };
        }

        return levels;
    }

    // A pair of brackets has one direction: the paragraph's, unless only the other one stands in it and before it (rule N0).
    private static void Brackets(ReadOnlySpan<int> codePoints, Kind[] kinds, Kind embedding)
    {
        var open = new Stack<int>();
        for (var i = 0; i < kinds.Length; i++)
        {
            if (codePoints[i] is '(' or '[' or '{')
            {
                open.Push(i);
            }
            else if (codePoints[i] is ')' or ']' or '}' && open.TryPop(out var start))
            {
                var within = kinds[(start + 1)..i].Where(kind => kind != Kind.Neutral).Select(Direction).ToHashSet();
                var before = Array.FindLast(kinds[..start], kind => kind != Kind.Neutral);
                if (within.Count > 0)
                {
                    kinds[start] = kinds[i] = !within.Contains(embedding) && Direction(before) == within.Single()
                        ? within.Single()
                        : embedding;
                }
            }
        }
    }

    private static Kind Direction(Kind kind) => kind == Kind.Number ? Kind.Right : kind;

    private static Kind KindOf(int codePoint) => Rune.GetUnicodeCategory((Rune)codePoint) switch
    {
        UnicodeCategory.DecimalDigitNumber => Kind.Number,
        _ when IsRightToLeft(codePoint) => Kind.Right,
        UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter or UnicodeCategory.TitlecaseLetter
            or UnicodeCategory.ModifierLetter or UnicodeCategory.OtherLetter => Kind.Left,
        _ => Kind.Neutral,
    };
}
