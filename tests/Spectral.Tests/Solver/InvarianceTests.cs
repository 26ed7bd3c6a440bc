using UmatSurrogate.Mechanics;

namespace UmatSurrogate.Spectral.Tests;

/// <summary>What must not matter: where the periodic box is cut, the frame of the load, the nonlinear scheme, the number of threads; on every kind of grid.</summary>
public class InvarianceTests
{
    private const int Lateral = MixedLoadStep.AllComponents & ~(1 << 4) & ~(1 << 8);

    public static TheoryData<SpectralOperator, int, int, int> Grids => new()
    {
        { SpectralOperator.Continuous, 8, 8, 8 },
        { SpectralOperator.Continuous, 7, 9, 5 },
        { SpectralOperator.Continuous, 11, 6, 13 },
        { SpectralOperator.Rotated, 8, 8, 8 },
        { SpectralOperator.Rotated, 7, 9, 5 },
        { SpectralOperator.Rotated, 11, 6, 13 },
    };

    /// <summary>The same structure, cut elsewhere.</summary>
    [Theory]
    [MemberData(nameof(Grids))]
    public void PeriodicShift_ShiftsTheFields(SpectralOperator kind, int nx, int ny, int nz)
    {
        PeriodicGrid grid = Structures.Grid(nx, ny, nz);
        IsotropicModuli[] moduli = Structures.Random(grid, seed: 1);
        int Shifted(int v) => (v % nx + 3) % nx + nx * ((v / nx % ny + 4) % ny + ny * ((v / (nx * ny) + 2) % nz));
        var shifted = new IsotropicModuli[grid.Count];
        for (int v = 0; v < grid.Count; v++)
            shifted[Shifted(v)] = moduli[v];
        SpectralSolver a = Tension(grid, moduli, Structures.Exact(kind)), b = Tension(grid, shifted, Structures.Exact(kind));
        double scale = a.MeanStress_Pa.Norm;
        for (int v = 0; v < grid.Count; v++)
            Assert.InRange((a.Stress_Pa[v] - b.Stress_Pa[Shifted(v)]).Norm, 0.0, 1e-8 * scale);
    }

    /// <summary>The mean of the work is the work of the means (Hill 1963): F is compatible and P in equilibrium.</summary>
    [Theory]
    [MemberData(nameof(Grids))]
    public void MeanWork_IsTheWorkOfTheMeans(SpectralOperator kind, int nx, int ny, int nz)
    {
        PeriodicGrid grid = Structures.Grid(nx, ny, nz);
        SpectralSolver solver = Tension(grid, Structures.Random(grid, seed: 2), Structures.Exact(kind));
        double work = 0.0;
        Tensor3x3 F = default, P = default;
        for (int v = 0; v < grid.Count; v++)
        {
            work += Tensor3x3.DoubleContract(solver.Stress_Pa[v], solver.DeformationGradient[v] - Tensor3x3.Identity) / grid.Count;
            (F, P) = (F + 1.0 / grid.Count * solver.DeformationGradient[v], P + 1.0 / grid.Count * solver.Stress_Pa[v]);
        }

        double expected = Tensor3x3.DoubleContract(solver.MeanStress_Pa, solver.MeanDeformationGradient - Tensor3x3.Identity);
        Assert.Equal(expected, work, 1e-8 * expected);
        Assert.InRange((F - solver.MeanDeformationGradient).Norm, 0.0, 1e-14);
        Assert.InRange((P - solver.MeanStress_Pa).Norm, 0.0, 1e-12 * P.Norm);
    }

    /// <summary>A quarter turn of the load frame is the opposite turn of the structure.</summary>
    [Theory]
    [InlineData(SpectralOperator.Continuous)]
    [InlineData(SpectralOperator.Rotated)]
    public void LoadFrame_TurnsTheLoad(SpectralOperator kind)
    {
        const int N = 7;
        PeriodicGrid grid = PeriodicGrid.Cube(N);
        IsotropicModuli[] moduli = Structures.Random(grid, seed: 3);
        Tensor3x3 Q = new(0, -1, 0, 1, 0, 0, 0, 0, 1); // x becomes y, y becomes -x
        int Turned(int v) => N - 1 - v / N % N + N * (v % N + N * (v / (N * N)));
        var turned = new IsotropicModuli[grid.Count];
        for (int v = 0; v < grid.Count; v++)
            turned[Turned(v)] = moduli[v];
        SpectralSolver a = Tension(grid, moduli, Structures.Exact(kind));
        SpectralSolver b = Tension(grid, turned, Structures.Exact(kind), Q);
        double scale = a.MeanStress_Pa.Norm;
        Assert.InRange((Q * a.MeanStress_Pa * Q.Transpose - b.MeanStress_Pa).Norm, 0.0, 1e-8 * scale);
        for (int v = 0; v < grid.Count; v++)
            Assert.InRange((Q * a.Stress_Pa[v] * Q.Transpose - b.Stress_Pa[Turned(v)]).Norm, 0.0, 1e-8 * scale);
    }

    /// <summary>Any rotation of the load of a uniform body.</summary>
    [Fact]
    public void LoadFrame_OfAUniformBody()
    {
        PeriodicGrid grid = PeriodicGrid.Cube(4);
        IsotropicModuli[] moduli = Structures.Fill(grid, (_, _, _) => Structures.Matrix);
        (double s, double c) = Math.SinCos(0.7);
        Tensor3x3 Q = new Tensor3x3(c, -s, 0, s, c, 0, 0, 0, 1) * new Tensor3x3(1, 0, 0, 0, s, -c, 0, c, s);
        SpectralSolver a = Tension(grid, moduli, Structures.Exact()), b = Tension(grid, moduli, Structures.Exact(), Q);
        Assert.InRange((Q * a.MeanStress_Pa * Q.Transpose - b.MeanStress_Pa).Norm, 0.0, 1e-8 * a.MeanStress_Pa.Norm);
        Assert.InRange((Q * a.MeanDeformationGradient * Q.Transpose - b.MeanDeformationGradient).Norm, 0.0, 1e-12);
    }

    /// <summary>Basic scheme, Anderson's mixing and N-GMRES, of a nonlinear material with memory over three increments.</summary>
    [Theory]
    [InlineData(SpectralOperator.Continuous)]
    [InlineData(SpectralOperator.Rotated)]
    public void Schemes_Agree(SpectralOperator kind)
    {
        PeriodicGrid grid = Structures.Grid(8, 7, 6);
        List<TensorField> stresses = [];
        foreach (NonlinearScheme scheme in Enum.GetValues<NonlinearScheme>())
        {
            SpectralSolver solver = new(grid, new SofteningField(Structures.Random(grid, seed: 4)), Structures.Exact(kind) with { Scheme = scheme });
            for (int n = 1; n <= 3; n++)
            {
                MeanAim aim = new(Tensor3x3.Identity + 1e-3 * n * new Tensor3x3(1, 0.2, 0, 0, 0, 0, 0, 0, 0), Tensor3x3.Zero, Lateral, Tensor3x3.Identity);
                Assert.Equal(IncrementStatus.Converged, solver.Advance(aim, 1.0).Status);
            }

            stresses.Add(solver.Stress_Pa);
        }

        for (int v = 0; v < grid.Count; v++)
        {
            Assert.InRange((stresses[0][v] - stresses[1][v]).Norm, 0.0, 1e-7 * stresses[0][v].Norm);
            Assert.InRange((stresses[0][v] - stresses[2][v]).Norm, 0.0, 1e-7 * stresses[0][v].Norm);
        }
    }

    [Theory]
    [InlineData(SpectralOperator.Continuous, 2)]
    [InlineData(SpectralOperator.Rotated, 3)]
    public void Threads_DoNotChangeAByte(SpectralOperator kind, int threads)
    {
        PeriodicGrid grid = Structures.Grid(16, 15, 14);
        IsotropicModuli[] moduli = Structures.Random(grid, seed: 5);
        SpectralSettings settings = new() { Operator = kind };
        SpectralSolver a = Tension(grid, moduli, settings), b = Tension(grid, moduli, settings with { Threads = threads });
        Assert.True(a.Stress_Pa.All.SequenceEqual(b.Stress_Pa.All));
        Assert.True(a.DeformationGradient.All.SequenceEqual(b.DeformationGradient.All));
        Assert.Equal(a.MeanStress_Pa, b.MeanStress_Pa);
    }

    /// <summary>A solver that has run before gives the same bytes as a new one.</summary>
    [Fact]
    public void Reset_LeavesNothingBehind()
    {
        PeriodicGrid grid = Structures.Grid(6, 6, 6);
        IsotropicField material = new(Structures.Random(grid, seed: 6));
        SpectralSolver solver = new(grid, material, new SpectralSettings());
        MeanAim[] aims = [.. Enumerable.Range(1, 4).Select(n => MeanAim.Prescribed(Tensor3x3.Identity + 1e-3 * n * new Tensor3x3(1, n, 0, 0, -1, 0, 0, 0, 0)))];
        List<Tensor3x3> first = [], second = [];
        foreach (List<Tensor3x3> run in new[] { first, second })
        {
            foreach (MeanAim aim in aims)
            {
                solver.Advance(aim, 1.0);
                run.Add(solver.MeanStress_Pa);
            }

            solver.Reset();
        }

        Assert.Equal(first, second);
        Assert.Equal(Tensor3x3.Identity, solver.MeanDeformationGradient);
    }

    /// <summary>Repeated increments leave no garbage: a simulation of thousands of them must not wait for the collector.</summary>
    [Fact]
    public void Increments_AllocateNothing()
    {
        PeriodicGrid grid = Structures.Grid(6, 5, 7);
        SpectralSolver solver = new(grid, new IsotropicField(Structures.Random(grid, seed: 7)), new SpectralSettings());
        void Advance(int n) => solver.Advance(MeanAim.Prescribed(Tensor3x3.Identity + 1e-3 * n * new Tensor3x3(1, n, 0, 0, -1, 0, 0, 0, 0)), 1.0);
        for (int n = 1; n < 20; n++)
            Advance(n);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int n = 20; n < 30; n++)
            Advance(n);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 10 * 200); // the closure of this test
    }

    /// <summary>
    /// A reference medium far too soft, because the material does not tell how stiff it is: the fixed point diverges, mixing with its restarts and damping does not.
    /// </summary>
    [Fact]
    public void SoftReferenceMedium_StillConverges()
    {
        PeriodicGrid grid = Structures.Grid(8, 8, 8);
        IsotropicModuli[] moduli = Structures.Random(grid, seed: 8);
        SpectralSettings settings = Structures.Exact() with { ReferenceFactor = 0.25 };
        IFieldMaterial modest = new ModestField(moduli);
        MeanAim aim = MeanAim.Prescribed(Tensor3x3.Identity + 1e-3 * new Tensor3x3(1, 0.3, 0, 0, 0, 0.2, -0.1, 0, 0));
        SpectralSolver solver = new(grid, modest, settings), usual = new(grid, new IsotropicField(moduli), Structures.Exact());
        Assert.Equal(IncrementStatus.Converged, solver.Advance(aim, 1.0).Status);
        usual.Advance(aim, 1.0);
        Assert.InRange((solver.MeanStress_Pa - usual.MeanStress_Pa).Norm, 0.0, 1e-8 * usual.MeanStress_Pa.Norm);
    }

    /// <summary>Says that it is five times softer than it is.</summary>
    private sealed class ModestField(IsotropicModuli[] moduli) : IFieldMaterial
    {
        private readonly IsotropicField _true = new(moduli);

        public int Voxels => _true.Voxels;

        public (IsotropicModuli Softest, IsotropicModuli Stiffest) ElasticRange => (Fifth(_true.ElasticRange.Softest), Fifth(_true.ElasticRange.Stiffest));

        public IsotropicModuli MeanModuli => Fifth(_true.MeanModuli);

        public FieldOutcome Evaluate(TensorField F, double dt_s, TensorField P) => _true.Evaluate(F, dt_s, P);

        public void Commit() => _true.Commit();

        public void WriteState(BinaryWriter writer) => _true.WriteState(writer);

        public void ReadState(BinaryReader reader) => _true.ReadState(reader);

        private static IsotropicModuli Fifth(IsotropicModuli m) => new(0.2 * m.Lambda_Pa, 0.2 * m.Shear_Pa);
    }

    private static SpectralSolver Tension(PeriodicGrid grid, IsotropicModuli[] moduli, SpectralSettings settings, Tensor3x3? frame = null)
    {
        SpectralSolver solver = new(grid, new IsotropicField(moduli), settings);
        Tensor3x3 F = Tensor3x3.Identity + 1e-3 * new Tensor3x3(1, 0.3, 0, 0, 0, 0.2, -0.1, 0, 0);
        MeanAim aim = new(F, new Tensor3x3(0, 0, 0, 0, 3e6, 0, 0, 0, 0), Lateral, frame ?? Tensor3x3.Identity);
        Assert.Equal(IncrementStatus.Converged, solver.Advance(aim, 1.0).Status);
        return solver;
    }
}
