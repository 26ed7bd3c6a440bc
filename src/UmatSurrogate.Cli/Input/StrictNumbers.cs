using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Numerics;
using UmatSurrogate.Mechanics;

namespace UmatSurrogate.Cli.Input;

/// <summary>
/// Numbers of options: a point is the decimal sign and there are no group separators, so that <c>0,001</c> is refused and not read
/// as 1; NaN and infinities are refused too.
/// </summary>
internal static class StrictNumbers
{
    public static Option<T> Strict<T>(this Option<T> option) where T : struct, INumber<T>, IMinMaxValue<T>
    {
        option.CustomParser = result => Read<T>(result, result.Tokens[0].Value, option.Name);
        return option;
    }

    public static Option<T?> Strict<T>(this Option<T?> option) where T : struct, INumber<T>, IMinMaxValue<T>
    {
        option.CustomParser = result => Read<T>(result, result.Tokens[0].Value, option.Name);
        return option;
    }

    public static Option<T[]> Strict<T>(this Option<T[]> option) where T : struct, INumber<T>, IMinMaxValue<T>
    {
        option.CustomParser = result => [.. result.Tokens.Select(t => Read<T>(result, t.Value, option.Name))];
        return option;
    }

    /// <summary>The value of an option that counts, or null if it was not given.</summary>
    /// <exception cref="InputException">It is below 1.</exception>
    public static int? AtLeastOne(ParseResult parsed, Option<int?> option) => parsed.GetValue(option) is not { } value ? null
        : value >= 1 ? value
        : throw new InputException($"{option.Name} is {value}; it must be at least 1.");

    private static T Read<T>(ArgumentResult result, string text, string name) where T : struct, INumber<T>, IMinMaxValue<T>
    {
        bool whole = typeof(T) != typeof(double);
        if (T.TryParse(text, whole ? NumberStyles.AllowLeadingSign : NumberStyles.Float, CultureInfo.InvariantCulture, out T value) && T.IsFinite(value))
            return value;
        result.AddError($"{name} is '{text}'; it must be " + (whole
            ? T.IsZero(T.MinValue) || BigInteger.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _)
                ? FormattableString.Invariant($"a whole number from {T.MinValue} to {T.MaxValue}.")
                : "a whole number."
            : "a finite number, with a point as decimal sign and no group separators, for example 0.001 or 1e-3."));
        return default;
    }
}
