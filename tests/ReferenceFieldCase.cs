using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.RegularExpressions;
using UmatSurrogate.Mechanics;

namespace UmatSurrogate.Tests;

/// <summary>One increment of a full-field case of the reference; stresses in Pa. Row 0 is the undeformed state.</summary>
/// <param name="Increment">Number of the increment, from 1.</param>
/// <param name="Time_s">Time at its end [s].</param>
/// <param name="F">Mean deformation gradient; ten digits.</param>
/// <param name="P_Pa">Mean first Piola-Kirchhoff stress; ten digits.</param>
/// <param name="MeanCauchy_Pa">Mean over the voxels of the Cauchy stress (zero where the file does not have it: slot).</param>
/// <param name="HomogenisedCauchy_Pa">P F^T / det F of the means (zero where the file does not have it: slot).</param>
/// <param name="VonMises_Pa">Mean, standard deviation and maximum over the voxels (zero where the file does not have them: slot).</param>
/// <param name="Iterations">Iterations of the reference's solver; one is two evaluations of the residual.</param>
/// <param name="Cutback">Cut-back level.</param>
internal sealed record ReferenceRow(
    int Increment, double Time_s, Tensor3x3 F, Tensor3x3 P_Pa, Tensor3x3 MeanCauchy_Pa, Tensor3x3 HomogenisedCauchy_Pa,
    (double Mean, double Deviation, double Largest) VonMises_Pa, int Iterations, int Cutback);

/// <summary>
/// One full-field case of the independent reference (folders ff, slot and timing; see tests/data/reference/README.md), read with a reader of
/// its own. The input files are DAMASK's and are given as paths, for the product's readers.
/// </summary>
internal sealed class ReferenceFieldCase
{
    private readonly JsonElement _meta;
    private Tensor3x3[]? _prescribed;

    private ReferenceFieldCase(string kind, string folder)
    {
        Folder = folder;
        Name = Path.GetFileName(folder);
        using (JsonDocument meta = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "meta.json"))))
            _meta = meta.RootElement.Clone();
        if (kind == "slot")
        {
            GeometryFile = Path.Combine(folder, "geom.vti");
        }
        else
        {
            Cells = _meta.GetProperty("cells").GetInt32();
            GeometryFile = TestData.Path("reference", "ve", FormattableString.Invariant($"ve{_meta.GetProperty("ve").GetInt32()}"), FormattableString.Invariant($"grid{Cells}.vti"));
        }

        Rows = ReadRows(Path.Combine(folder, "history.csv"), kind == "slot" ? [.. _meta.GetProperty("iterations").EnumerateArray().Select(i => i.GetInt32())] : []);
    }

    /// <summary>Folder of the case.</summary>
    public string Folder { get; }

    /// <summary>Name of the case, such as <c>ve0_rand_16_tight</c>.</summary>
    public string Name { get; }

    /// <summary>Voxels per edge of a cubic grid; 0 for the slot (24 x 24 x 2).</summary>
    public int Cells { get; }

    /// <summary>Rows 0 (undeformed) to <see cref="Increments"/>.</summary>
    public IReadOnlyList<ReferenceRow> Rows { get; }

    /// <summary>Number of increments.</summary>
    public int Increments => Rows.Count - 1;

    public string GeometryFile { get; }

    public string MaterialFile => Path.Combine(Folder, "material.yaml");

    public string LoadFile => Path.Combine(Folder, "load.yaml");

    public string NumericsFile => Path.Combine(Folder, "numerics.yaml");

    /// <summary>Solved with the tight tolerances (eps_rel_div 1e-5, eps_rel_P 1e-5, eps_abs_P 100 Pa).</summary>
    public bool IsTight => Name.EndsWith("_tight", StringComparison.Ordinal);

    /// <summary>Some components are controlled by stress.</summary>
    public bool IsMixed => File.ReadAllText(LoadFile).Contains("P: [[", StringComparison.Ordinal);

    /// <summary>Largest component of the mean P over the whole history [Pa]: the scale of the allowed error.</summary>
    public double LargestStress_Pa => Rows.Max(r => Largest(r.P_Pa));

    /// <summary>Sum of the reference's iterations.</summary>
    public int TotalIterations => Rows.Sum(r => r.Iterations);

    /// <summary>CPU seconds of the reference per increment; NaN if not recorded.</summary>
    public double CpuSecondsPerIncrement => _meta.TryGetProperty("cpu_per_inc_s", out JsonElement value)
        ? value.GetDouble()
        : _meta.TryGetProperty("cpu_s", out value) ? value.GetDouble() / Increments : double.NaN;

    /// <summary>Local fields at the end are there.</summary>
    public bool HasFinalFields => File.Exists(Path.Combine(Folder, "final_FP_float32.bin"));

    public static ReferenceFieldCase Read(string kind, string name) => new(kind, TestData.Path("reference", kind, name));

    /// <summary>Names of the cases in a folder: ff, slot or timing.</summary>
    public static IEnumerable<string> Names(string kind) => Directory.GetDirectories(TestData.Path("reference", kind)).Select(d => Path.GetFileName(d)!).Order(StringComparer.Ordinal);

    /// <summary>F and P [Pa] in every voxel (x fastest) at the end of the last increment; single precision.</summary>
    public (Tensor3x3[] F, Tensor3x3[] P_Pa) FinalFields() => ReadFields(Path.Combine(Folder, "final_FP_float32.bin"));

    /// <summary>F and P [Pa] in every voxel at the end of the first increment; the slot has them.</summary>
    public (Tensor3x3[] F, Tensor3x3[] P_Pa) FirstFields() => ReadFields(Path.Combine(Folder, "inc1_FP_float32.bin"));

    /// <summary>F at the end of increment <paramref name="row"/> with all digits, where the load file prescribes it; otherwise as in the history.</summary>
    public Tensor3x3 PrescribedF(int row)
    {
        _prescribed ??= [.. Regex.Matches(File.ReadAllText(LoadFile), @" F: \[(.*)\]").Select(m => Tensor3x3.FromRowMajor(
            Numbers(m.Groups[1].Value.Replace("[", "", StringComparison.Ordinal).Replace("]", "", StringComparison.Ordinal))))];
        return row > 0 && _prescribed.Length == Increments ? _prescribed[row - 1] : Rows[row].F;
    }

    /// <summary>Root mean square over all voxels of the Frobenius norm of a - b, over that of b.</summary>
    public static double RelativeRms(ReadOnlySpan<Tensor3x3> a, ReadOnlySpan<Tensor3x3> b)
    {
        double difference = 0.0, norm = 0.0;
        for (int v = 0; v < b.Length; v++)
        {
            Tensor3x3 d = a[v] - b[v];
            difference += Tensor3x3.DoubleContract(d, d);
            norm += Tensor3x3.DoubleContract(b[v], b[v]);
        }

        return Math.Sqrt(difference / norm);
    }

    /// <summary>Largest |component|; infinity if one is not a number.</summary>
    public static double Largest(in Tensor3x3 a)
    {
        Span<double> c = stackalloc double[9];
        a.ToRowMajor(c);
        double largest = 0.0;
        foreach (double x in c)
            largest = Math.Max(largest, double.IsNaN(x) ? double.PositiveInfinity : Math.Abs(x));
        return largest;
    }

    private static ReferenceRow[] ReadRows(string file, int[] iterations)
    {
        string[] lines = [.. File.ReadAllLines(file).Where(l => l.Length > 0)];
        string[] columns = lines[0].Split(',');
        int Column(string name) => Array.IndexOf(columns, name);
        return [.. lines.Skip(1).Select((line, index) =>
        {
            double[] x = Numbers(line);
            Tensor3x3 Tensor(string name) => Column(name + "11") is var c and >= 0 ? Tensor3x3.FromRowMajor(x.AsSpan(c, 9)) : Tensor3x3.Zero;
            double Scalar(string name) => Column(name) is var c and >= 0 ? x[c] : 0.0;
            return new ReferenceRow(
                (int)Scalar("inc"), Scalar("t"), Tensor("F"), Tensor("P"), Tensor("sigavg"), Tensor("sighom"),
                (Scalar("svm_mean"), Scalar("svm_std"), Scalar("svm_max")),
                index > 0 && index <= iterations.Length ? iterations[index - 1] : (int)Scalar("iterations"), (int)Scalar("cutback"));
        })];
    }

    private static (Tensor3x3[] F, Tensor3x3[] P_Pa) ReadFields(string file)
    {
        const int PerVoxel = 18;
        byte[] bytes = File.ReadAllBytes(file);
        ReadOnlySpan<float> values = MemoryMarshal.Cast<byte, float>(bytes);
        Tensor3x3[] F = new Tensor3x3[values.Length / PerVoxel], P = new Tensor3x3[F.Length];
        Span<double> c = stackalloc double[PerVoxel];
        for (int v = 0; v < F.Length; v++)
        {
            for (int k = 0; k < PerVoxel; k++)
                c[k] = values[PerVoxel * v + k];
            (F[v], P[v]) = (Tensor3x3.FromRowMajor(c[..9]), Tensor3x3.FromRowMajor(c[9..]));
        }

        return (F, P);
    }

    private static double[] Numbers(string text) => [.. text.Split(',').Select(x => double.Parse(x, CultureInfo.InvariantCulture))];
}
