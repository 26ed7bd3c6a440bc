namespace UmatSurrogate.Plugin.Hosts;

/// <summary>An array of a host that computes in single or in double precision. No bounds are known; null is allowed and told.</summary>
internal readonly unsafe struct HostReals(void* array, bool single)
{
    public bool IsNull => array == null;

    /// <summary>Number <paramref name="index"/>. A double beyond the range of float becomes infinite: see <see cref="Holds"/>.</summary>
    public double this[long index]
    {
        get => single ? ((float*)array)[index] : ((double*)array)[index];
        set
        {
            if (single)
                ((float*)array)[index] = (float)value;
            else
                ((double*)array)[index] = value;
        }
    }

    /// <summary>Whether every value is a finite number in the precision of the array.</summary>
    public bool Holds(ReadOnlySpan<double> values)
    {
        double largest = single ? float.MaxValue : double.MaxValue;
        bool all = true;
        foreach (double value in values)
            all &= Math.Abs(value) <= largest;
        return all;
    }

    /// <summary>Reads the first numbers.</summary>
    public void CopyTo(Span<double> values)
    {
        if (single)
        {
            for (int i = 0; i < values.Length; i++)
                values[i] = ((float*)array)[i];
        }
        else
        {
            new ReadOnlySpan<double>(array, values.Length).CopyTo(values);
        }
    }

    /// <summary>Writes the first numbers.</summary>
    public void Set(ReadOnlySpan<double> values)
    {
        if (single)
        {
            for (int i = 0; i < values.Length; i++)
                ((float*)array)[i] = (float)values[i];
        }
        else
        {
            values.CopyTo(new Span<double>(array, values.Length));
        }
    }

    /// <summary>Copies a column of an array of the same precision (the same memory is allowed).</summary>
    public void CopyColumnFrom(HostReals source, long column, int count)
    {
        for (long i = column * count; i < (column + 1) * count; i++)
            this[i] = source[i];
    }
}
