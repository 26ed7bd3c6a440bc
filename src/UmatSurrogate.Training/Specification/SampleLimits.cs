using System.Collections.Immutable;
using System.Globalization;
using UmatSurrogate.Mechanics;

namespace UmatSurrogate.Training;

/// <summary>How many samples of each data set are used: one number that holds for every set, or one for each; 0 stands for all.</summary>
public sealed record SampleLimits
{
    private readonly ImmutableArray<int> _values;

    /// <summary>Limits of the data sets in their order, or one for all.</summary>
    public SampleLimits(ImmutableArray<int> values)
    {
        if (values.IsDefaultOrEmpty || values.Any(v => v < 0))
            throw new InputException($"Numbers of samples are [{(values.IsDefault ? "" : string.Join(", ", values))}]; give 0 (all) or positive numbers.");
        _values = values;
    }

    /// <summary>All samples.</summary>
    public static SampleLimits All { get; } = new([0]);

    /// <summary>The numbers as given.</summary>
    public ImmutableArray<int> Values => _values;

    /// <summary>One number for every data set.</summary>
    public static implicit operator SampleLimits(int value) => FromInt32(value);

    /// <summary>One number for every data set.</summary>
    public static SampleLimits FromInt32(int value) => new([value]);

    /// <summary>The first samples of a data set, as many as are used.</summary>
    /// <param name="samples">Its samples.</param>
    /// <param name="set">Its position among the data sets.</param>
    public IReadOnlyList<int> First(IReadOnlyList<int> samples, int set)
    {
        ArgumentNullException.ThrowIfNull(samples);
        int limit = _values[_values.Length == 1 ? 0 : set];
        return limit > 0 && limit < samples.Count ? [.. samples.Take(limit)] : samples;
    }

    /// <summary>Refuses several numbers for another number of data sets.</summary>
    /// <param name="key">Name of the setting, for the message.</param>
    /// <param name="sets">Number of data sets.</param>
    /// <exception cref="InputException">Names both numbers.</exception>
    public void Check(string key, int sets)
    {
        if (_values.Length > 1 && _values.Length != sets)
            throw new InputException($"'{key}' is {this}: {_values.Length} numbers for {sets} data sets. Give one number for each data set in the order of --dataset, or one for all.");
    }

    /// <inheritdoc/>
    public bool Equals(SampleLimits? other) => other is not null && _values.AsSpan().SequenceEqual(other._values.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(_values.Length, _values[0]);

    /// <summary>The number, or the list as in <c>train.yaml</c>.</summary>
    public override string ToString() => _values.Length == 1
        ? _values[0].ToString(CultureInfo.InvariantCulture)
        : $"[{string.Join(", ", _values.Select(v => v.ToString(CultureInfo.InvariantCulture)))}]";
}
