using UmatSurrogate.Mechanics;

namespace UmatSurrogate.Spectral;

/// <summary>
/// A second-order tensor at every voxel, structure of arrays: component 3i+j of voxel v is element (3i+j) <see cref="Stride"/> + v. The stride is
/// the number of voxels rounded up to a multiple of 8, so that whole registers may be read and written; what lies beyond the last voxel
/// has no meaning but is always finite. Memory is zeroed, pinned and aligned to 64 bytes; pointers are valid while the object is reachable.
/// </summary>
public sealed unsafe class TensorField
{
    /// <summary>Components of a tensor.</summary>
    public const int Components = 9;

    private readonly AlignedVector _storage;

    /// <summary>A field of zeros.</summary>
    public TensorField(int voxels)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(voxels, 1);
        Voxels = voxels;
        Stride = (voxels + 7) & ~7;
        _storage = new AlignedVector((long)Components * Stride);
        Data = _storage.Data;
    }

    /// <summary>Number of voxels.</summary>
    public int Voxels { get; }

    /// <summary>Distance between the components of a voxel.</summary>
    public int Stride { get; }

    /// <summary>Component 11 of voxel 0.</summary>
    public double* Data { get; }

    /// <summary>All components, padding included.</summary>
    public Span<double> All => new(Data, Components * Stride);

    /// <summary>Component 3i+j of all voxels.</summary>
    public Span<double> Component(int component) => new(Data + (long)component * Stride, Voxels);

    /// <summary>The tensor at a voxel.</summary>
    public Tensor3x3 this[int voxel]
    {
        get
        {
            double* p = Data + voxel;
            int s = Stride;
            return new(p[0], p[s], p[2 * s], p[3 * s], p[4 * s], p[5 * s], p[6 * s], p[7 * s], p[8 * s]);
        }

        set
        {
            Span<double> components = stackalloc double[Components];
            value.ToRowMajor(components);
            for (int k = 0; k < Components; k++)
                Data[(long)k * Stride + voxel] = components[k];
        }
    }

    /// <summary>The same tensor at every voxel.</summary>
    public void Fill(in Tensor3x3 value)
    {
        Span<double> components = stackalloc double[Components];
        value.ToRowMajor(components);
        for (int k = 0; k < Components; k++)
            new Span<double>(Data + (long)k * Stride, Stride).Fill(components[k]);
    }
}
