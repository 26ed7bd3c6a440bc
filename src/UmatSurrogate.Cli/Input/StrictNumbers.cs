using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Numerics;

namespace UmatSurrogate.Cli.Input;

/// <summary>
/// Numbers of options: a point is the decimal sign and there are no group separators, so that <c>0,001</c> is refused and not read
/// as 1; NaN and infinities are refused too.
/// </summary>
internal static class StrictNumbers
{
    public static Option<T> Strict<T>(this Option<T> option) where T : struct, INumber<T>, IMinMaxValue<T>
    {
        option.CustomParser = result => Read<T>(result, option.Name);
        return option;
    }

    public static Option<T?> Strict<T>(this Option<T?> option) where T : struct, INumber<T>, IMinMaxValue<T>
    {
        option.CustomParser = result => Read<T>(result, option.Name);
        return option;
    }

    private static T Read<T>(ArgumentResult result, string name) where T : struct, INumber<T>, IMinMaxValue<T>
    {
        string text = result.Tokens[0].Value;
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
