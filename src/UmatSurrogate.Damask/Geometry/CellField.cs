using UmatSurrogate.Mechanics;

namespace UmatSurrogate.Damask;

/// <summary>
/// A field with one value per voxel: scalars (1 component), vectors (3), symmetric tensors (6) or tensors (9, row-major).
/// Values are stored voxel by voxel, component fastest; voxels x fastest.
/// </summary>
public sealed class CellField
{
    private CellField(string name, int components, Array values)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(values);
        if (components < 1 || values.Length % components != 0)
            throw new InputException($"The field '{name}' has {values.Length} values, not a multiple of its {components} components.");
        Name = name;
        Components = components;
        Values = values;
    }

    /// <summary>Single-precision field.</summary>
    public CellField(string name, int components, float[] values) : this(name, components, (Array)values)
    {
    }

    /// <summary>Double-precision field.</summary>
    public CellField(string name, int components, double[] values) : this(name, components, (Array)values)
    {
    }

    /// <summary>Integer field.</summary>
    public CellField(string name, int components, int[] values) : this(name, components, (Array)values)
    {
    }

    /// <summary>Integer field of 64 bits.</summary>
    public CellField(string name, int components, long[] values) : this(name, components, (Array)values)
    {
    }

    /// <summary>Name of the field.</summary>
    public string Name { get; }

    /// <summary>Number of components per voxel.</summary>
    public int Components { get; }

    /// <summary>The values: float[], double[], int[] or long[].</summary>
    public Array Values { get; }

    /// <summary>Number of voxels.</summary>
    public int Count => Values.Length / Components;

    /// <summary>The values as double precision numbers.</summary>
    public double[] ToDoubles() => Values switch
    {
        double[] d => d,
        float[] f => Array.ConvertAll(f, v => (double)v),
        int[] i => Array.ConvertAll(i, v => (double)v),
        _ => Array.ConvertAll((long[])Values, v => (double)v),
    };

    /// <summary>Name of the element type in VTK files.</summary>
    internal string VtkType => Values switch { float[] => "Float32", double[] => "Float64", int[] => "Int32", _ => "Int64" };
}
