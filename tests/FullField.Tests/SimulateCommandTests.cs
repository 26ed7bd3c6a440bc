using System.Globalization;
using System.Text.Json;
using UmatSurrogate.Damask;
using UmatSurrogate.Data.Tests;
using UmatSurrogate.Mechanics;

namespace UmatSurrogate.Tests;

/// <summary>Full fields with the command <c>simulate</c>, as a user meets it.</summary>
public sealed class SimulateCommandTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("umat-surrogate-simulate-command");

    public void Dispose() => _folder.Delete(recursive: true);

    [SkippableFact]
    public void DamaskInput_HistoryStatisticsAndFields()
    {
        CommandLineTool.SkipIfAbsent();
        ReferenceFieldCase reference = ReferenceFieldCase.Read("ff", "ve0_uniax_8");
        string output = Run([.. Inputs(reference), "--out", File("h.csv"), "--statistics", File("s.csv"), "--fields", File("f.vti"), "--fields-every", "40", "--json"]);
        using (JsonDocument result = JsonDocument.Parse(output))
        {
            Assert.Equal(512, result.RootElement.GetProperty("voxels").GetInt32());
            Assert.Equal(reference.Increments, result.RootElement.GetProperty("increments").GetInt32());
            Assert.InRange(result.RootElement.GetProperty("evaluations").GetInt32(), reference.Increments, 2 * reference.TotalIterations);
        }

        double[][] rows = Rows(File("h.csv"));
        Assert.Equal(reference.Rows.Count, rows.Length);
        for (int k = 0; k < rows.Length; k++)
        {
            Tensor3x3 P = Tensor3x3.FromRowMajor(rows[k].AsSpan(11, 9));
            Assert.InRange(ReferenceFieldCase.Largest(P - reference.Rows[k].P_Pa), 0.0, 2e-3 * reference.LargestStress_Pa);
        }

        double[][] statistics = Rows(File("s.csv"));
        Assert.Equal(reference.Increments, statistics.Length);
        Assert.Equal(reference.Rows[^1].VonMises_Pa.Mean, statistics[^1][2], 5e-3 * reference.Rows[^1].VonMises_Pa.Mean);

        VoxelGrid grid = GeometryFile.Read(File("f.vti"), out IReadOnlyList<CellField> fields);
        Assert.Equal(512, grid.Count);
        Assert.Equal(["F", "P", "sigma", "sigma_vM", "O"], fields.Select(f => f.Name));
        Assert.True(System.IO.File.Exists(File("f.000040.vti")) && System.IO.File.Exists(File("f.000080.vti")));
        Assert.False(System.IO.File.Exists(File("h.csv.restart")));
    }

    [SkippableFact]
    public void VolumeElement_AlongAPath_TaylorIsStifferThanTheField()
    {
        CommandLineTool.SkipIfAbsent();
        Run("microstructure", "--grains", "20", "--seed", "3", "--out", File("ve.json"));
        Run("path", "--kind", "uniaxial", "--rate", "1e-3", "--strain", "0.02", "--out", File("load.yaml"));
        double[] axial_Pa = new double[2];
        foreach ((int i, string fidelity) in new[] { (0, "taylor"), (1, "7") })
        {
            Run("simulate", "--microstructure", File("ve.json"), "--load", File("load.yaml"), "--fidelity", fidelity, "--out", File("h.csv"), "--quiet");
            axial_Pa[i] = Rows(File("h.csv"))[^1][11];
        }

        Assert.InRange(axial_Pa[1], 0.8 * axial_Pa[0], 0.999 * axial_Pa[0]);
    }

    [SkippableFact]
    public void Failure_NamesIncrementAndKeepsTheHistory()
    {
        CommandLineTool.SkipIfAbsent();
        ReferenceFieldCase reference = ReferenceFieldCase.Read("ff", "ve0_uniax_8");

        // The second load step turns the box inside out at once.
        System.IO.File.WriteAllText(File("load.yaml"), """
            loadstep:
              - boundary_conditions: {mechanical: {F: [[1.001, 0, 0], [0, 1, 0], [0, 0, 1]]}}
                discretization: {t: 1, N: 2}
              - boundary_conditions: {mechanical: {F: [[-1, 0, 0], [0, 1, 0], [0, 0, 1]]}}
                discretization: {t: 1, N: 1}
            """);
        System.IO.File.WriteAllText(File("numerics.yaml"), "solver: {grid: {N_cutback_max: 0}}\n");
        (int exit, _, string error) = CommandLineTool.Run(
            "simulate", "--geometry", reference.GeometryFile, "--material", reference.MaterialFile, "--load", File("load.yaml"),
            "--numerics", File("numerics.yaml"), "--out", File("h.csv"));
        Assert.Equal(1, exit);
        Assert.Contains("ncrement 3", error, StringComparison.Ordinal);
        Assert.Contains("voxel", error, StringComparison.Ordinal);
        Assert.Contains("h.csv", error, StringComparison.Ordinal);
        Assert.Equal(3, Rows(File("h.csv")).Length);
    }

    [SkippableTheory]
    [InlineData("--fidelity 0", "--fidelity")]
    [InlineData("--fidelity coarse", "--fidelity")]
    [InlineData("--fidelity 4 --solver newton", "--solver")]
    [InlineData("--fidelity 4 --threads 0", "--threads")]
    [InlineData("--fidelity 4 --fields-every 2", "--fields")]
    [InlineData("--fidelity 4 --fields final.png", ".vti")]
    [InlineData("--fidelity taylor --resume", "--resume")]
    [InlineData("--fidelity taylor --fields final.vti", "--fields")]
    public void BadOptions_AreRefused(string options, string named)
    {
        CommandLineTool.SkipIfAbsent();
        Run("microstructure", "--grains", "4", "--seed", "3", "--out", File("ve.json"));
        Run("path", "--kind", "random", "--seed", "3", "--out", File("path.csv"));
        string[] given = [.. options.Split(' ').Select(o => o.StartsWith("final", StringComparison.Ordinal) ? File(o) : o)];
        (int exit, _, string error) = CommandLineTool.Run(
            ["simulate", "--microstructure", File("ve.json"), "--path", File("path.csv"), "--out", File("h.csv"), .. given]);
        Assert.Equal(2, exit);
        Assert.Contains(named, error, StringComparison.Ordinal);
    }

    private static string[] Inputs(ReferenceFieldCase reference) =>
        ["simulate", "--geometry", reference.GeometryFile, "--material", reference.MaterialFile, "--load", reference.LoadFile, "--numerics", reference.NumericsFile];

    private static double[][] Rows(string csv) =>
        [.. System.IO.File.ReadLines(csv).Skip(1).Select(line => Array.ConvertAll(line.Split(','), x => double.Parse(x, CultureInfo.InvariantCulture)))];

    private static string Run(params string[] arguments)
    {
        (int exit, string output, string error) = CommandLineTool.Run(arguments);
        Assert.True(exit == 0, $"{string.Join(' ', arguments)} ended with {exit}: {error}");
        return output;
    }

    private string File(string name) => Path.Combine(_folder.FullName, name);
}
