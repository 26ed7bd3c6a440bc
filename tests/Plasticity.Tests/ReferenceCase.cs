using System.Globalization;
using System.Text.RegularExpressions;
using UmatSurrogate.Mechanics;
using UmatSurrogate.Plasticity;

namespace UmatSurrogate.Tests;

/// <summary>
/// One case of the independent reference (see tests/data/reference/README.md), read with a reader of its own: columns by name, orientation
/// and weights by pattern. Nothing of the product's file formats is used.
/// </summary>
internal sealed class ReferenceCase
{
    private readonly string[] _columns;
    private readonly double[][] _rows;
    private Tensor3x3[]? _loadF;

    private ReferenceCase(string folder)
    {
        Folder = folder;
        Name = Path.GetFileName(folder);
        (_columns, _rows) = ReadCsv(Path.Combine(folder, "history.csv"));
        string material = File.ReadAllText(Path.Combine(folder, "material.yaml"));
        MatchCollection crystals = Regex.Matches(material, @"v: ([0-9.e+-]+), O: \[([^\]]+)\]");
        Orientations = [.. crystals.Select(m => Matrix(Numbers(m.Groups[2].Value)))];
        Weights = [.. crystals.Select(m => double.Parse(m.Groups[1].Value, CultureInfo.InvariantCulture))];
        double Value(string key) => Numbers(Regex.Match(material, Regex.Escape(key) + @": \[?([0-9.e+-]+)").Groups[1].Value)[0];
        Parameters = new PhenopowerlawParameters
        {
            C11_Pa = Value("C_11"),
            C12_Pa = Value("C_12"),
            C44_Pa = Value("C_44"),
            ReferenceShearRate_perSecond = Value("dot_gamma_0_sl"),
            RateExponent = Value("n_sl"),
            HardeningExponent = Value("a_sl"),
            InitialResistance_Pa = Value("xi_0_sl"),
            SaturationResistance_Pa = Value("xi_inf_sl"),
            HardeningModulus_Pa = Value("h_0_sl-sl"),
        }.WithInteractions(Numbers(Regex.Match(material, @"\bh_sl-sl: \[([^\]]+)\]").Groups[1].Value));
    }

    public string Folder { get; }

    public string Name { get; }

    public PhenopowerlawParameters Parameters { get; }

    public Tensor3x3[] Orientations { get; }

    public double[] Weights { get; }

    public bool IsMixed => File.ReadAllText(Path.Combine(Folder, "load.yaml")).Contains("P: [[", StringComparison.Ordinal);

    public int Increments => _rows.Length - 1;

    public static ReferenceCase Read(params string[] parts) => new(TestData.Path(["reference", .. parts]));

    public static IEnumerable<string> Names(string kind) => Directory.GetDirectories(TestData.Path("reference", kind)).Select(d => Path.GetFileName(d)!).Order();

    public double Time(int row) => _rows[row][Column("t")];

    /// <summary>
    /// F at the end of an increment: from the load file where it prescribes F (16 digits), because some histories were written with 10 digits.
    /// </summary>
    public Tensor3x3 DeformationGradient(int row)
    {
        _loadF ??= [.. Regex.Matches(File.ReadAllText(Path.Combine(Folder, "load.yaml")), @" F: \[(.*)\]").Select(m => Tensor3x3.FromRowMajor(Numbers(m.Groups[1].Value.Replace("[", "", StringComparison.Ordinal).Replace("]", "", StringComparison.Ordinal))))];
        return _loadF.Length == Increments ? _loadF[row - 1] : Tensor(row, "F");
    }

    public Tensor3x3 Tensor(int row, string name) => Tensor3x3.FromRowMajor(_rows[row].AsSpan(Column(name + "11"), 9));

    /// <summary>The one load step of a case with prescribed rates of F and zero stresses.</summary>
    public MixedLoadStep MixedStep()
    {
        string load = File.ReadAllText(Path.Combine(Folder, "load.yaml"));
        string[] rates = [.. Regex.Match(load, @"dot_F: \[(.*)\]").Groups[1].Value.Split(',').Select(x => x.Trim(' ', '[', ']'))];
        return new MixedLoadStep
        {
            Deformation = Tensor3x3.FromRowMajor([.. rates.Select(x => x == "x" ? 0.0 : Numbers(x)[0])]),
            DeformationMask = Enumerable.Range(0, 9).Sum(c => rates[c] == "x" ? 0 : 1 << c),
            Time_s = Time(Increments),
            Increments = Increments,
        };
    }

    public double Scalar(int row, string name) => _rows[row][Column(name)];

    public bool Has(string name) => Array.IndexOf(_columns, name) >= 0;

    public TaylorPolycrystal Polycrystal(LaneChoice lanes = LaneChoice.Automatic) => new(Parameters, Orientations, Weights, UpdateTolerances.Default, lanes);

    public static (string[] Columns, double[][] Rows) ReadCsv(string file)
    {
        string[] lines = File.ReadAllLines(file);
        return (lines[0].Split(','), [.. lines.Skip(1).Where(l => l.Length > 0).Select(Numbers)]);
    }

    public static double[] Numbers(string text) => [.. text.Split(',').Select(x => double.Parse(x, CultureInfo.InvariantCulture))];

    public static double Largest(in Tensor3x3 a)
    {
        Span<double> c = stackalloc double[9];
        a.ToRowMajor(c);
        double largest = 0.0;
        foreach (double x in c)
            largest = Math.Max(largest, double.IsNaN(x) ? double.PositiveInfinity : Math.Abs(x));
        return largest;
    }

    /// <summary>O of tests/data/reference/README.md, v_crystal = O v_sample.</summary>
    public static Tensor3x3 Matrix(double[] q)
    {
        double qq = q[0] * q[0] - q[1] * q[1] - q[2] * q[2] - q[3] * q[3];
        return new(
            qq + 2 * q[1] * q[1], 2 * (q[1] * q[2] + q[0] * q[3]), 2 * (q[1] * q[3] - q[0] * q[2]),
            2 * (q[1] * q[2] - q[0] * q[3]), qq + 2 * q[2] * q[2], 2 * (q[2] * q[3] + q[0] * q[1]),
            2 * (q[1] * q[3] + q[0] * q[2]), 2 * (q[2] * q[3] - q[0] * q[1]), qq + 2 * q[3] * q[3]);
    }

    private int Column(string name) => Array.IndexOf(_columns, name) is var i && i >= 0 ? i : throw new InvalidDataException($"{Name} has no column {name}");
}
