using UmatSurrogate.Mechanics;

namespace UmatSurrogate.Spectral.Tests;

/// <summary>Identities of the Green operator and of the norms, for every kind of grid.</summary>
public unsafe class GreenOperatorTests
{
    private const double Tolerance = 1e-12;

    public static TheoryData<SpectralOperator, int, int, int> Grids
    {
        get
        {
            TheoryData<SpectralOperator, int, int, int> data = [];
            foreach (SpectralOperator kind in Enum.GetValues<SpectralOperator>())
            {
                foreach ((int x, int y, int z) in new[] { (8, 8, 8), (7, 9, 5), (6, 7, 11), (5, 4, 6), (16, 3, 2), (13, 13, 1), (1, 10, 1), (17, 16, 15) })
                    data.Add(kind, x, y, z);
            }

            return data;
        }
    }

    /// <summary>Gamma : C0 : grad u = grad u. The field grad u is what the operator makes of a random stress.</summary>
    [Theory]
    [MemberData(nameof(Grids))]
    public void GammaC0_OfAGradient_IsTheGradient(SpectralOperator kind, int nx, int ny, int nz)
    {
        Setup s = new(kind, nx, ny, nz);
        TensorField random = s.Random(seed: 3);
        AlignedVector w = s.Vector(), again = s.Vector(), spectrum = s.Spectrum();
        s.Transform.Forward(random.Data, random.Stride, spectrum.Data, s.FieldStride, 9);
        s.Operator.Correction(spectrum.Data, Setup.Medium, w.Data);
        TensorField gradient = s.GradientField(w);
        double scale = 0.0;
        TensorField stress = new(gradient.Voxels);
        for (int v = 0; v < gradient.Voxels; v++)
        {
            stress[v] = IsotropicField.Stress(Setup.Medium, gradient[v] + Tensor3x3.Identity);
            scale = Math.Max(scale, gradient[v].Norm);
        }

        s.Transform.Forward(stress.Data, stress.Stride, spectrum.Data, s.FieldStride, 9);
        s.Operator.Correction(spectrum.Data, Setup.Medium, again.Data);
        TensorField negative = s.GradientField(again);
        for (int v = 0; v < gradient.Voxels; v++)
            Assert.InRange((gradient[v] + negative[v]).Norm, 0.0, Tolerance * scale);
    }

    [Theory]
    [MemberData(nameof(Grids))]
    public void Gamma_OfAConstant_IsZero(SpectralOperator kind, int nx, int ny, int nz)
    {
        Setup s = new(kind, nx, ny, nz);
        TensorField constant = new(s.Grid.Count);
        constant.Fill(new Tensor3x3(1e8, 2e8, -3e8, 4e8, 5e7, 6e7, 7e7, -8e7, 9e7));
        AlignedVector spectrum = s.Spectrum(), r = s.Vector();
        s.Transform.Forward(constant.Data, constant.Stride, spectrum.Data, s.FieldStride, 9);
        (double divergence, double traction) = s.Operator.Correction(spectrum.Data, Setup.Medium, r.Data);
        Assert.InRange(Math.Sqrt(divergence), 0.0, Tolerance * 1e9);
        Assert.InRange(Math.Sqrt(traction) / s.Grid.Count, 0.0, Tolerance * 1e9);
        TensorField gradient = s.GradientField(r);
        for (int v = 0; v < gradient.Voxels; v++)
            Assert.InRange(gradient[v].Norm, 0.0, Tolerance * 1e9 / Setup.Medium.Shear_Pa);
    }

    /// <summary>P = A cos(k . x): the mean square of div P is |A k|^2 / 2 with the wave vector of the operator.</summary>
    [Theory]
    [InlineData(SpectralOperator.Continuous, 2, -1, 3)]
    [InlineData(SpectralOperator.Continuous, 0, 3, 0)]
    [InlineData(SpectralOperator.Rotated, 2, -1, 3)]
    [InlineData(SpectralOperator.Rotated, 1, 0, 0)]
    public void Divergence_OfAPlaneWave(SpectralOperator kind, int kx, int ky, int kz)
    {
        Setup s = new(kind, 10, 9, 12);
        Tensor3x3 A = new(1.0, 0.3, -0.2, 0.5, 2.0, 0.1, 0.7, -0.4, 1.5);
        TensorField wave = new(s.Grid.Count);
        for (int v = 0; v < s.Grid.Count; v++)
        {
            (int i, int j, int k) = (v % 10, v / 10 % 9, v / 90);
            wave[v] = Math.Cos(2.0 * Math.PI * (kx * i / 10.0 + ky * j / 9.0 + kz * k / 12.0)) * A;
        }

        AlignedVector spectrum = s.Spectrum(), r = s.Vector();
        s.Transform.Forward(wave.Data, wave.Stride, spectrum.Data, s.FieldStride, 9);
        (double divergence, double traction) = s.Operator.Correction(spectrum.Data, Setup.Medium, r.Data);
        double h = s.Operator.Waves.VoxelEdge_m;
        (double x, double y, double z) xi = (2.0 * Math.PI * kx, 2.0 * Math.PI * ky / 0.9, 2.0 * Math.PI * kz / 1.2);
        if (kind == SpectralOperator.Rotated)
        {
            (double tx, double ty, double tz) = (Math.PI * kx / 10, Math.PI * ky / 9, Math.PI * kz / 12);
            xi = (2.0 / h * Math.Sin(tx) * Math.Cos(ty) * Math.Cos(tz),
                2.0 / h * Math.Cos(tx) * Math.Sin(ty) * Math.Cos(tz),
                2.0 / h * Math.Cos(tx) * Math.Cos(ty) * Math.Sin(tz));
        }

        double square = 0.0, norm = xi.x * xi.x + xi.y * xi.y + xi.z * xi.z;
        for (int i = 0; i < 3; i++)
        {
            double t = A[i, 0] * xi.x + A[i, 1] * xi.y + A[i, 2] * xi.z;
            square += t * t;
        }

        Assert.Equal(0.1, h, 12);
        Assert.Equal(h * Math.Sqrt(square / 2.0), Math.Sqrt(divergence), 1e-11);
        Assert.Equal(Math.Sqrt(square / norm / 2.0), Math.Sqrt(traction) / s.Grid.Count, 1e-11);
    }

    /// <summary>A plain scalar product of stored vectors is N times the sum of F : F' over the voxels.</summary>
    [Theory]
    [MemberData(nameof(Grids))]
    public void ScalarProduct_IsThatOfTheFields(SpectralOperator kind, int nx, int ny, int nz)
    {
        Setup s = new(kind, nx, ny, nz);
        AlignedVector[] w = [s.Vector(), s.Vector()];
        TensorField[] fields = new TensorField[2];
        for (int i = 0; i < 2; i++)
        {
            AlignedVector spectrum = s.Spectrum();
            TensorField random = s.Random(seed: 5 + i);
            s.Transform.Forward(random.Data, random.Stride, spectrum.Data, s.FieldStride, 9);
            s.Operator.Correction(spectrum.Data, Setup.Medium, w[i].Data);
            fields[i] = s.GradientField(w[i]);
        }

        double expected = 0.0, scale = 0.0;
        for (int v = 0; v < s.Grid.Count; v++)
        {
            expected += Tensor3x3.DoubleContract(fields[0][v], fields[1][v]);
            scale += Tensor3x3.DoubleContract(fields[0][v], fields[0][v]);
        }

        Assert.Equal(expected * s.Grid.Count, VectorKernels.Dot(w[0].Data, w[1].Data, w[0].Length), Tolerance * scale * s.Grid.Count);
    }

    private sealed class Setup
    {
        public Setup(SpectralOperator kind, int nx, int ny, int nz)
        {
            Grid = Structures.Grid(nx, ny, nz);
            Transform = new RealFourierTransform(nx, ny, nz);
            Operator = new FieldOperator(new WaveDirections(Grid, kind, Transform), new BlockLoop(1));
        }

        public PeriodicGrid Grid { get; }

        public RealFourierTransform Transform { get; }

        public FieldOperator Operator { get; }

        public static IsotropicModuli Medium => Structures.Matrix;

        public int FieldStride => 2 * Transform.Stride;

        public AlignedVector Vector() => new(3 * FieldStride);

        public AlignedVector Spectrum() => new(9 * FieldStride);

        public TensorField Random(int seed)
        {
            Random random = new(seed);
            TensorField field = new(Grid.Count);
            for (int c = 0; c < 9; c++)
            {
                foreach (ref double value in field.Component(c))
                    value = 1e8 * (2.0 * random.NextDouble() - 1.0);
            }

            return field;
        }

        public TensorField GradientField(AlignedVector w)
        {
            AlignedVector spectrum = Spectrum();
            TensorField field = new(Grid.Count);
            Operator.Gradient(w.Data, spectrum.Data);
            Transform.Inverse(spectrum.Data, FieldStride, field.Data, field.Stride, 9);
            return field;
        }
    }
}
