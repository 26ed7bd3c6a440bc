using System.Text.Json.Nodes;
using UmatSurrogate.Data;
using UmatSurrogate.Data.Tests;
using UmatSurrogate.Mechanics;

namespace UmatSurrogate.Tests.Plugin;

/// <summary>
/// The published library with the tangent that hosts get by default (positive definite), under mixed load. A process of its own, as the
/// other tests of this one use another tangent.
/// </summary>
public sealed class DefaultTangentTests(PluginFixture plugin) : IClassFixture<PluginFixture>
{
    /// <summary>
    /// Tension, back, and on with a shear, the lateral components free: Newton's method converges, the free stresses vanish, and the stress is that
    /// which the analytic tangent leads to.
    /// </summary>
    [SkippableTheory]
    [InlineData("TEST")]
    [InlineData("CLUSTER")]
    public void MixedLoad_ConvergesToTheStressOfTheAnalyticTangent(string material)
    {
        CommandLineTool.SkipIfAbsent();
        using TestFolder folder = new();
        string load = folder.Write("load.yaml", """
            solver: {mechanical: spectral_basic}
            loadstep:
              - boundary_conditions: {mechanical: {dot_F: [[1.0e-3, 0, 0], [0, x, 0], [0, 0, x]], P: [[x, x, x], [x, 0, x], [x, x, 0]]}}
                discretization: {t: 10, N: 20}
              - boundary_conditions: {mechanical: {dot_F: [[-1.0e-3, 0, 0], [0, x, 0], [0, 0, x]], P: [[x, x, x], [x, 0, x], [x, x, 0]]}}
                discretization: {t: 2, N: 8}
              - boundary_conditions: {mechanical: {dot_F: [[5.0e-4, 1.0e-3, 0], [0, x, 0], [0, 0, x]], P: [[x, x, x], [x, 0, x], [x, x, 0]]}}
                discretization: {t: 5, N: 10}
            """);
        (double iterations, MaterialHistory history) = Drive("");
        (double analyticIterations, MaterialHistory analytic) = Drive(""", "tangent": "analytic" """);
        Assert.Equal(39, history.Times_s.Length);
        Assert.InRange(iterations, 1.0, Math.Min(5.0, 1.5 * analyticIterations));
        for (int k = 1; k < history.Times_s.Length; k++)
        {
            SymmetricTensor sigma = history.CauchyStress_Pa[k];
            Assert.Equal(0, sigma.S22, 200.0);
            Assert.Equal(0, sigma.S33, 200.0);
            // Both are solved to 1e-6 of the stress or 100 Pa.
            Assert.InRange((sigma - analytic.CauchyStress_Pa[k]).Norm, 0.0, 2e3);
        }

        (double MeanIterations, MaterialHistory History) Drive(string tangent)
        {
            string config = LibraryFixture.WriteConfiguration(folder, tangent), file = folder.File("history.csv");
            (int exit, string output, string error) = CommandLineTool.Run(
                "drive", "--library", Path.Combine(plugin.Folder, "libumatsurrogate.so"), "--config", config, "--name", material,
                "--load", load, "--out", file, "--json");
            Assert.True(exit == 0, error);
            JsonNode result = JsonNode.Parse(output)!;
            Assert.Equal(0, (int)result["refused_evaluations"]!);
            return ((double)result["mean_iterations"]!, HistoryCsv.Read(file));
        }
    }
}
