using System.Globalization;

namespace UmatSurrogate.Damask.Yaml;

/// <summary>Numbers as they are written into YAML files.</summary>
internal static class YamlNumber
{
    /// <summary>
    /// The shortest decimal that reads back to the same bits, always with a decimal point: YAML 1.1 readers take
    /// "1E-06" for a text.
    /// </summary>
    public static string Format(double value)
    {
        string text = value.ToString("R", CultureInfo.InvariantCulture);
        int exponent = text.IndexOf('E', StringComparison.Ordinal);
        string mantissa = exponent < 0 ? text : text[..exponent];
        if (!mantissa.Contains('.', StringComparison.Ordinal))
            mantissa += ".0";
        if (exponent < 0)
            return mantissa;
        string power = text[(exponent + 1)..];
        return $"{mantissa}e{(power[0] is '+' or '-' ? power : "+" + power)}";
    }
}
