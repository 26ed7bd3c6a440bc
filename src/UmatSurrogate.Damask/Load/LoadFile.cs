using UmatSurrogate.Damask.Yaml;
using UmatSurrogate.Mechanics;
using UmatSurrogate.Microstructure;

namespace UmatSurrogate.Damask;

/// <summary>
/// Reads DAMASK 3 grid load cases: <c>loadstep</c> with <c>boundary_conditions.mechanical</c> (<c>F</c>, <c>dot_F</c> or <c>L</c>
/// and <c>P</c> or <c>dot_P</c>, 3x3 row by row, <c>x</c> for a component that the other one prescribes; <c>R</c> turns the load) and
/// <c>discretization</c> (<c>t</c> seconds, <c>N</c> increments, <c>r</c> ratio of successive increments).
/// <c>f_out</c>, <c>f_restart</c> and <c>estimate_rate</c> (output, restart files, initial guess) are accepted without effect.
/// </summary>
public static class LoadFile
{
    private static readonly string[] DeformationKeys = ["F", "dot_F", "L"];
    private static readonly string[] StressKeys = ["P", "dot_P"];

    /// <summary>Reads a load file.</summary>
    /// <exception cref="InputException">The file is not valid; the message names file, line, key and value.</exception>
    public static IReadOnlyList<MixedLoadStep> Read(string path) => Read(YamlFile.Read(path));

    /// <summary>Parses the text of a load file; <paramref name="name"/> stands for the file in messages.</summary>
    public static IReadOnlyList<MixedLoadStep> Parse(string text, string name) => Read(YamlFile.Parse(text, name));

    private static List<MixedLoadStep> Read(YamlMapping root)
    {
        YamlMapping solver = root.MappingOrEmpty("solver");
        YamlValue? mechanical = solver.Optional("mechanical");
        if (mechanical is not null && mechanical.AsString() is not ("spectral_basic" or "spectral_polarization"))
            throw mechanical.Error($"is {mechanical.Found}; known solvers are 'spectral_basic' and 'spectral_polarization'.");
        solver.Complete();
        YamlValue list = root.Required("loadstep");
        List<MixedLoadStep> steps = [.. list.AsSequence().Select(item => ReadStep(item.AsMapping()))];
        if (steps.Count == 0)
            throw list.Error("is empty; at least one load step is needed.");
        root.Complete("references", "comment");
        return steps;
    }

    private static MixedLoadStep ReadStep(YamlMapping step)
    {
        YamlMapping boundary = step.Required("boundary_conditions").AsMapping();
        YamlMapping mechanical = boundary.Required("mechanical").AsMapping();
        boundary.Complete();
        YamlMapping discretization = step.Required("discretization").AsMapping();
        step.Complete("f_out", "f_restart", "estimate_rate");

        double time = AtLeast(discretization.Required("t"), 0.0, exclusive: true);
        YamlValue count = discretization.Required("N");
        int increments = count.AsInt32();
        if (increments < 1)
            throw count.Error($"is {increments}; a load step has at least 1 increment.");
        YamlValue? r = discretization.Optional("r");
        double ratio = r is null ? 1.0 : AtLeast(r, 0.0, exclusive: true);
        discretization.Complete();

        (string key, Tensor3x3 value, int mask)? deformation = One(mechanical, DeformationKeys);
        (string key, Tensor3x3 value, int mask)? stress = One(mechanical, StressKeys);
        Tensor3x3 loadFrame = mechanical.Optional("R") is { } rotation ? ReadLoadFrame(rotation) : Tensor3x3.Identity;
        mechanical.Complete();
        int deformationMask = deformation?.mask ?? 0, stressMask = stress?.mask ?? 0;
        for (int c = 0; c < 9; c++)
        {
            bool byDeformation = (deformationMask >> c & 1) != 0, byStress = (stressMask >> c & 1) != 0;
            if (byDeformation == byStress)
            {
                throw mechanical.Error(
                    $"prescribes component {c / 3 + 1}{c % 3 + 1} {(byDeformation ? "by both deformation and stress" : "neither by deformation nor by stress")}; "
                    + "each component needs exactly one of them, with 'x' in the other.");
            }
        }
        if (deformation?.key == "L" && HasPartialRow(deformationMask))
            throw mechanical.Error("prescribes only a part of a row of L; with L whole rows are prescribed.");
        return new MixedLoadStep
        {
            DeformationKind = deformation?.key switch
            {
                "F" => DeformationKind.DeformationGradient,
                "L" => DeformationKind.VelocityGradient,
                _ => DeformationKind.DeformationGradientRate,
            },
            Deformation = deformation?.value ?? Tensor3x3.Zero,
            DeformationMask = deformationMask,
            StressKind = stress?.key == "dot_P" ? StressKind.FirstPiolaKirchhoffRate : StressKind.FirstPiolaKirchhoff,
            Stress = stress?.value ?? Tensor3x3.Zero,
            Time_s = time,
            Increments = increments,
            GeometricRatio = ratio,
            LoadFrame = loadFrame,
        };
    }

    /// <summary>
    /// Axis and angle (degrees, 0 to 180) by which the load is turned: a tensor A of the file is Q A Q^T in the frame of the geometry, with Q the
    /// active rotation about the axis, the transpose of DAMASK's passive matrix.
    /// </summary>
    private static Tensor3x3 ReadLoadFrame(YamlValue value)
    {
        if (value.AsDoubles() is not [double n1, double n2, double n3, double angle_deg])
            throw value.Error("is not a rotation; an axis of three components and an angle in degrees are expected.");
        double length = Math.Sqrt(n1 * n1 + n2 * n2 + n3 * n3);
        if (!(Math.Abs(length - 1.0) <= 1e-6))
            throw value.Error(FormattableString.Invariant($"has an axis of length {length}; it must have the length 1."));
        if (!(angle_deg is >= 0.0 and <= 180.0))
            throw value.Error(FormattableString.Invariant($"has the angle {angle_deg}; it must be from 0 to 180 degrees."));
        return angle_deg == 0.0
            ? Tensor3x3.Identity
            : Orientation.FromAxisAngle(n1 / length, n2 / length, n3 / length, angle_deg * (Math.PI / 180.0)).ToMatrix().Transpose;
    }

    /// <summary>The one of several alternative keys that is there, with its tensor and the mask of prescribed components.</summary>
    private static (string Key, Tensor3x3 Value, int Mask)? One(YamlMapping map, string[] keys)
    {
        (string, Tensor3x3, int)? found = null;
        foreach (string key in keys)
        {
            if (map.Optional(key) is not { } value)
                continue;
            if (found is not null)
                throw value.Error($"stands beside '{found.Value.Item1}'; only one of {string.Join(", ", keys)} is allowed.");
            (Tensor3x3 tensor, int mask) = ReadTensor(value);
            found = (key, tensor, mask);
        }
        return found;
    }

    /// <summary>A 3x3 list of lists, row by row; 'x' marks a free component, which is 0 in the tensor and clear in the mask (bit 3i+j).</summary>
    private static (Tensor3x3 Value, int Mask) ReadTensor(YamlValue value)
    {
        IReadOnlyList<YamlValue> rows = value.AsSequence();
        Span<double> components = stackalloc double[9];
        components.Clear();
        int mask = 0;
        if (rows.Count != 3)
            throw value.Error($"has {rows.Count} rows; a tensor has 3 rows of 3 components.");
        for (int i = 0; i < 3; i++)
        {
            IReadOnlyList<YamlValue> row = rows[i].AsSequence();
            if (row.Count != 3)
                throw rows[i].Error($"has {row.Count} components; a tensor has 3 rows of 3 components.");
            for (int j = 0; j < 3; j++)
            {
                if (row[j].IsScalar(out string text) && text == "x")
                    continue;
                components[3 * i + j] = row[j].AsDouble();
                mask |= 1 << (3 * i + j);
            }
        }
        return (Tensor3x3.FromRowMajor(components), mask);
    }

    private static bool HasPartialRow(int mask)
    {
        for (int i = 0; i < 3; i++)
        {
            if ((mask >> (3 * i) & 7) is not (0 or 7))
                return true;
        }
        return false;
    }

    private static double AtLeast(YamlValue value, double minimum, bool exclusive)
    {
        double number = value.AsDouble();
        return number > minimum || (!exclusive && number == minimum)
            ? number
            : throw value.Error($"is {number}; it must be {(exclusive ? "above" : "at least")} {minimum}.");
    }
}
