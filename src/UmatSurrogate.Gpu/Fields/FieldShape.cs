using UmatSurrogate.Mechanics;
using UmatSurrogate.Spectral;

namespace UmatSurrogate.Gpu;

/// <summary>
/// Sizes and storage order of one scalar field on the accelerator. Real space: voxel x + Nx (y + Ny z). Spectrum, of the half space kx = 0 .. Nx/2
/// because fields are real: frequency kx + Hx (ky + Ny kz), real and imaginary part side by side (the order of cuFFT's D2Z). Both strides
/// are whole multiples of 128 bytes. Passed to kernels by value.
/// </summary>
public readonly struct FieldShape
{
    /// <summary>Voxels along the axes.</summary>
    public int Nx { get; }

    /// <inheritdoc cref="Nx"/>
    public int Ny { get; }

    /// <inheritdoc cref="Nx"/>
    public int Nz { get; }

    /// <summary>Frequencies along x, Nx/2 + 1.</summary>
    public int Hx { get; }

    /// <summary>Number of voxels.</summary>
    public int Voxels { get; }

    /// <summary>Number of frequencies of the half space.</summary>
    public int Frequencies { get; }

    /// <summary>Distance between real fields [doubles].</summary>
    public int Stride { get; }

    /// <summary>Distance between spectra [complex numbers].</summary>
    public int SpectrumStride { get; }

    /// <summary>The shape of fields on a grid.</summary>
    /// <exception cref="InputException">More voxels than an accelerator's indices reach.</exception>
    public FieldShape(PeriodicGrid grid)
    {
        if (grid.Count > 1 << 26)
            throw new InputException($"A grid of {grid.Nx} x {grid.Ny} x {grid.Nz} voxels is too large for the accelerator; at most {1 << 26} voxels are possible.");
        (Nx, Ny, Nz) = (grid.Nx, grid.Ny, grid.Nz);
        Hx = Nx / 2 + 1;
        Voxels = Nx * Ny * Nz;
        Frequencies = Hx * Ny * Nz;
        Stride = (Voxels + 15) & ~15;
        SpectrumStride = (Frequencies + 7) & ~7;
    }
}
