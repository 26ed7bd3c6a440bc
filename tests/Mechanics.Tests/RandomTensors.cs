using UmatSurrogate.Mechanics;

namespace UmatSurrogate.Mechanics.Tests;

/// <summary>Random tensors for tests; same seed, same tensors.</summary>
internal sealed class RandomTensors(int seed)
{
    private readonly Random _random = new(seed);

    public double Uniform(double minimum, double maximum) => minimum + (maximum - minimum) * _random.NextDouble();

    public Tensor3x3 Tensor(double amplitude) => new(
        Uniform(-amplitude, amplitude), Uniform(-amplitude, amplitude), Uniform(-amplitude, amplitude),
        Uniform(-amplitude, amplitude), Uniform(-amplitude, amplitude), Uniform(-amplitude, amplitude),
        Uniform(-amplitude, amplitude), Uniform(-amplitude, amplitude), Uniform(-amplitude, amplitude));

    public SymmetricTensor Symmetric(double amplitude) => Tensor(amplitude).Symmetric;

    /// <summary>A rotation from a random unit quaternion, by the textbook formula.</summary>
    public Tensor3x3 Rotation()
    {
        double w = Uniform(-1, 1), x = Uniform(-1, 1), y = Uniform(-1, 1), z = Uniform(-1, 1);
        double n = Math.Sqrt(w * w + x * x + y * y + z * z);
        (w, x, y, z) = (w / n, x / n, y / n, z / n);
        return new(
            1 - 2 * (y * y + z * z), 2 * (x * y - w * z), 2 * (x * z + w * y),
            2 * (x * y + w * z), 1 - 2 * (x * x + z * z), 2 * (y * z - w * x),
            2 * (x * z - w * y), 2 * (y * z + w * x), 1 - 2 * (x * x + y * y));
    }

    /// <summary>A stretch with the given principal values in random directions.</summary>
    public SymmetricTensor Stretch(double l1, double l2, double l3) =>
        new SymmetricTensor(l1, l2, l3, 0, 0, 0).Congruence(Rotation());
}
