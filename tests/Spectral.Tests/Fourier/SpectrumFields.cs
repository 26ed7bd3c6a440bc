namespace UmatSurrogate.Spectral.Tests;

/// <summary>Random real fields, their spectra and what comes back, in pinned memory.</summary>
internal sealed unsafe class SpectrumFields
{
    public SpectrumFields(int nx, int ny, int nz, int fields, int threads = 1)
        : this(nx, ny, nz, fields, new RealFourierTransform(nx, ny, nz, threads))
    {
    }

    public SpectrumFields(int nx, int ny, int nz, int fields, RealFourierTransform transform)
    {
        (Nx, Ny, Nz, Fields) = (nx, ny, nz, fields);
        Transform = transform;
        Voxels = nx * ny * nz;
        RealStride = Voxels + 3;
        SpectrumStride = 2 * Transform.Stride + 5;
        Real = GC.AllocateArray<double>(RealStride * fields, pinned: true);
        Spectrum = GC.AllocateArray<double>(SpectrumStride * fields, pinned: true);
        Back = GC.AllocateArray<double>(RealStride * fields, pinned: true);
        var random = new Random(1);
        foreach (ref double x in Real.AsSpan())
            x = 2.0 * random.NextDouble() - 1.0;
        Spectrum.AsSpan().Fill(double.NaN);
        Back.AsSpan().Fill(double.NaN);
    }

    public int Nx { get; }

    public int Ny { get; }

    public int Nz { get; }

    public int Fields { get; }

    public int Voxels { get; }

    public int RealStride { get; }

    public int SpectrumStride { get; }

    public RealFourierTransform Transform { get; }

    public double[] Real { get; }

    public double[] Spectrum { get; }

    public double[] Back { get; }

    public void Forward()
    {
        fixed (double* real = Real, spectrum = Spectrum)
            Transform.Forward(real, RealStride, spectrum, SpectrumStride, Fields);
    }

    public void Inverse()
    {
        fixed (double* spectrum = Spectrum, back = Back)
            Transform.Inverse(spectrum, SpectrumStride, back, RealStride, Fields);
    }

    /// <summary>A Fourier coefficient of a field at a stored frequency.</summary>
    public System.Numerics.Complex Coefficient(int field, int frequency) =>
        new(Spectrum[field * SpectrumStride + frequency], Spectrum[field * SpectrumStride + Transform.Stride + frequency]);
}
