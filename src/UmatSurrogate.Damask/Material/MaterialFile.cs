using UmatSurrogate.Damask.Yaml;
using UmatSurrogate.Mechanics;
using UmatSurrogate.Microstructure;

namespace UmatSurrogate.Damask;

/// <summary>
/// Reads DAMASK 3 <c>material.yaml</c>: homogenization <c>pass</c> and <c>isostrain</c>; phases with Hooke's law (cubic) and
/// plasticity <c>phenopowerlaw</c> (fcc, 12 slip systems) or <c>none</c>. Any other key is an error that names file,
/// line and the keys known there. Writing is in MaterialFile.Write.cs, phases in PhaseReader.
/// </summary>
public static partial class MaterialFile
{
    // The fractions of a point come as decimal numbers; DAMASK accepts the same deviation of their sum.
    private const double FractionSumTolerance = 1e-9;

    /// <summary>Reads a material file.</summary>
    /// <exception cref="InputException">The file is not valid; the message names file, line, key and value.</exception>
    public static MaterialConfiguration Read(string path) => Read(YamlFile.Read(path));

    /// <summary>Parses the text of a material file; <paramref name="name"/> stands for the file in messages.</summary>
    public static MaterialConfiguration Parse(string text, string name) => Read(YamlFile.Parse(text, name));

    private static MaterialConfiguration Read(YamlMapping root)
    {
        Dictionary<string, int> constituentCounts = ReadHomogenizations(root.Required("homogenization").AsMapping());
        YamlMapping phaseMap = root.Required("phase").AsMapping();
        List<MaterialPhase> phases = [];
        Dictionary<string, int> phaseIndex = [];
        foreach (string name in phaseMap.Keys)
        {
            phaseIndex.Add(name, phases.Count);
            phases.Add(PhaseReader.Read(name, phaseMap.Required(name).AsMapping()));
        }
        YamlValue list = root.Required("material");
        List<MaterialEntry> entries = [];
        foreach (YamlValue item in list.AsSequence())
            entries.Add(ReadEntry(item, constituentCounts, phaseIndex));
        if (entries.Count == 0)
            throw list.Error("is empty; at least one material point is needed.");
        root.Complete("references", "comment");
        return new MaterialConfiguration(phases, entries);
    }

    /// <summary>Number of constituents of each homogenization.</summary>
    private static Dictionary<string, int> ReadHomogenizations(YamlMapping map)
    {
        Dictionary<string, int> counts = [];
        foreach (string name in map.Keys)
        {
            YamlMapping scheme = map.Required(name).AsMapping();
            YamlValue count = scheme.Required("N_constituents");
            int n = count.AsInt32();
            if (n < 1)
                throw count.Error($"is {n}; it must be at least 1.");
            YamlMapping mechanical = scheme.Required("mechanical").AsMapping();
            YamlValue type = mechanical.Required("type");
            switch (type.AsString())
            {
                case "pass" when n == 1:
                case "isostrain":
                    break;
                case "pass":
                    throw count.Error($"is {n}; homogenization 'pass' takes exactly one constituent, use 'isostrain' for more.");
                default:
                    throw type.Error($"is {type.Found}; supported homogenizations are 'pass' and 'isostrain'.");
            }
            mechanical.Complete("output");
            scheme.Complete("references", "comment");
            counts.Add(name, n);
        }
        return counts;
    }

    private static MaterialEntry ReadEntry(YamlValue item, Dictionary<string, int> constituentCounts, Dictionary<string, int> phaseIndex)
    {
        YamlMapping entry = item.AsMapping();
        int expected = Lookup(entry.Required("homogenization"), constituentCounts);
        YamlValue list = entry.Required("constituents");
        IReadOnlyList<YamlValue> items = list.AsSequence();
        if (items.Count != expected)
            throw list.Error($"has {items.Count} items; its homogenization has N_constituents {expected}.");
        MaterialConstituent[] constituents = new MaterialConstituent[expected];
        double sum = 0.0;
        for (int i = 0; i < expected; i++)
        {
            constituents[i] = ReadConstituent(items[i].AsMapping(), phaseIndex);
            sum += constituents[i].Fraction;
        }
        if (!(Math.Abs(sum - 1.0) <= FractionSumTolerance))
            throw list.Error($"has fractions v that add up to {sum}; they must add up to 1.");
        entry.Complete();
        return new MaterialEntry(constituents);
    }

    private static MaterialConstituent ReadConstituent(YamlMapping map, Dictionary<string, int> phaseIndex)
    {
        int phase = Lookup(map.Required("phase"), phaseIndex);
        YamlValue fraction = map.Required("v");
        double v = fraction.AsDouble();
        if (!(v > 0.0 && v <= 1.0))
            throw fraction.Error($"is {v}; a volume fraction is above 0 and at most 1.");
        YamlValue orientation = map.Required("O");
        double[] q = orientation.AsDoubles();
        if (q.Length != 4)
            throw orientation.Error($"has {q.Length} components; an orientation is a quaternion of 4 components, scalar first.");
        if (!Orientation.TryCreate(q[0], q[1], q[2], q[3], out Orientation result))
            throw orientation.Error($"is [{string.Join(", ", q)}]; it must be a unit quaternion (length 1).");
        map.Complete();
        return new MaterialConstituent(phase, v, result);
    }

    private static int Lookup(YamlValue value, Dictionary<string, int> table)
    {
        string name = value.AsString();
        return table.TryGetValue(name, out int found)
            ? found
            : throw value.Error($"is '{name}', which is not defined in this file; defined are: {string.Join(", ", table.Keys)}.");
    }
}
