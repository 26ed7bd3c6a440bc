using System.Globalization;
using System.Text.RegularExpressions;

namespace UmatSurrogate.Tests;

/// <summary>One PTX instruction: operation with its types, predicate register (or -1) and operands.</summary>
internal readonly record struct PtxInstruction(string Operation, int Predicate, bool Negated, PtxOperand[] Operands, string Text);

/// <summary>A register (index), a constant (bits), or a name with an offset: a parameter, a label or a function.</summary>
internal readonly record struct PtxOperand(int Register, long Bits, string? Name);

/// <summary>A function of a PTX module, parsed. Only the parts of the language that ILGPU writes.</summary>
internal sealed class PtxFunction
{
    private readonly Dictionary<string, int> _registers = [];

    public List<PtxInstruction> Instructions { get; } = [];

    public Dictionary<string, int> Labels { get; } = [];

    public Dictionary<string, int> Locals { get; } = [];

    public string[] Parameters { get; private init; } = [];

    public string ReturnValue { get; private init; } = "";

    public int RegisterCount => _registers.Count;

    /// <summary>All functions of a module that have a body.</summary>
    public static Dictionary<string, PtxFunction> Parse(string module)
    {
        string text = Regex.Replace(module, "//.*", "");
        var result = new Dictionary<string, PtxFunction>();
        var head = new Regex(@"\.visible\s+\.(?:func|entry)\s*(?:\(([^)]*)\))?\s*(\w+)\s*\(([^)]*)\)\s*([{;])");
        for (Match m = head.Match(text); m.Success; m = m.NextMatch())
        {
            if (m.Groups[4].Value == ";")
                continue;
            int end = text.IndexOf(".visible", m.Index + m.Length, StringComparison.Ordinal);
            var function = new PtxFunction
            {
                Parameters = [.. m.Groups[3].Value.Split(',').Select(NameOf)],
                ReturnValue = NameOf(m.Groups[1].Value),
            };
            function.ParseBody(text[(m.Index + m.Length)..(end < 0 ? text.Length : end)]);
            result.Add(m.Groups[2].Value, function);
        }

        return result;
    }

    /// <summary>The name at the end of a declaration, without an array length.</summary>
    private static string NameOf(string declaration) => Regex.Match(declaration, @"(\w+)\s*(\[\d+\])?\s*$").Groups[1].Value;

    private void ParseBody(string body)
    {
        foreach (string part in body.Split(';'))
        {
            string statement = part.Trim(' ', '\t', '\r', '\n', '{', '}');
            for (Match label = Regex.Match(statement, @"^(\w+):\s*"); label.Success; label = Regex.Match(statement, @"^(\w+):\s*"))
            {
                Labels.Add(label.Groups[1].Value, Instructions.Count);
                statement = statement[label.Length..].TrimStart('{', '}', ' ', '\t', '\r', '\n');
            }

            if (statement.StartsWith(".local", StringComparison.Ordinal))
                Locals.Add(NameOf(statement), int.Parse(Regex.Match(statement, @"\[(\d+)\]").Groups[1].Value, CultureInfo.InvariantCulture));
            else if (statement.Length > 0 && statement[0] != '.')
                Instructions.Add(ParseInstruction(statement));
        }
    }

    private PtxInstruction ParseInstruction(string statement)
    {
        Match m = Regex.Match(statement, @"^(?:@(!?)(%\w+)\s+)?([\w.]+)\s*(.*)$", RegexOptions.Singleline);
        if (!m.Success)
            throw new InvalidOperationException($"Not a PTX statement: {statement}");
        string[] operands = m.Groups[4].Value.Split([',', '(', ')'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return new(
            m.Groups[3].Value, m.Groups[2].Success ? Register(m.Groups[2].Value) : -1, m.Groups[1].Value == "!",
            [.. operands.Select(ParseOperand)], statement);
    }

    private PtxOperand ParseOperand(string text)
    {
        long offset = 0;
        if (text[0] == '[')
        {
            Match m = Regex.Match(text, @"^\[([%\w]+)(?:\+(-?\d+))?\]$");
            offset = m.Groups[2].Success ? long.Parse(m.Groups[2].Value, CultureInfo.InvariantCulture) : 0;
            text = m.Groups[1].Value;
        }

        if (text.StartsWith("0d", StringComparison.OrdinalIgnoreCase))
            return new(-1, (long)ulong.Parse(text.AsSpan(2), NumberStyles.HexNumber, CultureInfo.InvariantCulture), null);
        if (text[0] == '%' && !text.Contains('.', StringComparison.Ordinal))
            return new(Register(text), offset, null);
        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long constant))
            return new(-1, constant, null);
        return ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out ulong bits)
            ? new(-1, (long)bits, null)
            : new(-1, offset, text);
    }

    private int Register(string name)
    {
        if (!_registers.TryGetValue(name, out int index))
            _registers.Add(name, index = _registers.Count);
        return index;
    }
}
