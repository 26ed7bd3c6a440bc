using UmatSurrogate.Damask;
using UmatSurrogate.Mechanics;

namespace UmatSurrogate.Damask.Tests;

public sealed class NumericsFileTests
{
    [Theory]
    [InlineData("")]
    [InlineData("---\n# nothing\n")]
    [InlineData("solver: {grid: {mechanical: {}}}")]
    public void Parse_NothingGiven_HasTheDefaults(string text)
    {
        NumericsConfiguration numerics = NumericsFile.Parse(text, "n.yaml");
        Assert.Equal(NumericsConfiguration.Default, numerics);
        Assert.Equal((5e-4, 1e-4, 1e-3, 1e3), (numerics.Grid.RelativeDivergence, numerics.Grid.AbsoluteDivergence_PaPerMetre, numerics.Grid.RelativeMeanStress, numerics.Grid.AbsoluteMeanStress_Pa));
        Assert.Equal((1, 100, 3), (numerics.Grid.MinimumIterations, numerics.Grid.MaximumIterations, numerics.Grid.MaximumCutbacks));
    }

    [Fact]
    public void Format_EveryValue_ReadsBackToTheSameBits()
    {
        NumericsConfiguration numerics = new(
            new GridSolverNumerics
            {
                RelativeDivergence = 2e-3 / 3.0,
                AbsoluteDivergence_PaPerMetre = 1e-7 / 3.0,
                RelativeMeanStress = 1.0 / 7.0,
                AbsoluteMeanStress_Pa = 123.0,
                MinimumIterations = 2,
                MaximumIterations = 55,
                MaximumCutbacks = 6,
                Derivative = SpectralDerivative.ForwardBackwardDifference,
            },
            new MaterialPointNumerics { RelativeState = 3e-5, RelativePlasticVelocityGradient = 2e-6, AbsolutePlasticVelocityGradient_perSecond = 1e-9 });
        Assert.Equal(numerics, NumericsFile.Parse(NumericsFile.Format(numerics), "n.yaml"));
    }

    [Fact]
    public void Parse_InertKeys_AreAccepted()
    {
        NumericsConfiguration numerics = NumericsFile.Parse(
            """
            solver:
              grid:
                N_staggered_iter_max: 10
                N_cutback_max: 5
                damage: {N_iter_max: 3}
                thermal: {N_iter_max: 3}
                FFT: {memory_efficient: true, divergence_correction: size+grid, derivative: central_difference, FFTW_plan_mode: FFTW_MEASURE, FFTW_timelimit: -1}
                mechanical: {N_iter_min: 2, eps_rel_curl(F): 5e-4, eps_abs_curl(F): 1e-10, alpha: 1, beta: 1, update_gamma: false, PETSc_options: -snes_type ngmres}
              mesh: {p_s: 2}
            homogenization: {mechanical: {RGC: {eps_abs_P: 1e4}}}
            phase:
              mechanical:
                r_cutback: 0.25
                eigen: {eps_rel_Li: 1e-6}
                plastic: {integrator_state: FPI, r_linesearch_Lp: 0.5, f_update_jacobi_Lp: 1, N_iter_Lp_max: 40}
            generic: {random_seed: 0}
            """, "n.yaml");
        Assert.Equal(5, numerics.Grid.MaximumCutbacks);
        Assert.Equal(2, numerics.Grid.MinimumIterations);
        Assert.Equal(SpectralDerivative.CentralDifference, numerics.Grid.Derivative);
    }

    [Theory]
    [InlineData("solver:\n  grid:\n    mechanical: {eps_rel_div: 1e-4}", 3, "unknown key 'eps_rel_div'", "eps_rel_div(P)")]
    [InlineData("solver:\n  grid:\n    mechanical: {eps_rel_P: 0}", 3, "'eps_rel_P'", "positive")]
    [InlineData("solver:\n  grid:\n    mechanical: {N_iter_min: 5, N_iter_max: 4}", 3, "N_iter_min 5", "N_iter_max 4")]
    [InlineData("solver:\n  grid:\n    FFT: {derivative: spectral}", 3, "'derivative'", "'spectral'")]
    [InlineData("solver:\n  grid:\n    FFT: {divergence_correction: none}", 3, "'divergence_correction'", "'none'")]
    [InlineData("phase:\n  mechanical:\n    plastic: {integrator_state: RK4}", 3, "'integrator_state'", "'RK4'")]
    [InlineData("grid: {}", 1, "unknown key 'grid'", "solver, phase")]
    public void Parse_BadInput_NamesFileLineAndValue(string text, int line, string what, string detail)
    {
        InputException e = Assert.Throws<InputException>(() => NumericsFile.Parse(text, "n.yaml"));
        Assert.StartsWith($"n.yaml:{line}:", e.Message, StringComparison.Ordinal);
        Assert.Contains(what, e.Message, StringComparison.Ordinal);
        Assert.Contains(detail, e.Message, StringComparison.Ordinal);
    }
}
