using UmatSurrogate.Mechanics;

namespace UmatSurrogate.Spectral;

/// <summary>
/// Complex discrete Fourier transform of lines of one length n, X_k = sum over j of x_j exp(-2 pi i j k/n), of TLane.Width lines at once.
/// The length is split into the radices 8, 7, 5, 4, 3, 2 and other primes up to <see cref="LargestDirectPrime"/>, one pass each; with a
/// larger prime factor the whole line is a convolution (<see cref="ChirpTransform"/>). Exchanging real and imaginary parts of source and
/// target gives the inverse times n. Immutable: may be shared between threads, each with its own scratch memory.
/// </summary>
internal sealed unsafe class LineTransform
{
    /// <summary>Largest prime factor that is transformed by the matrix products of <see cref="PrimePass"/>: measured, see README.</summary>
    public const int LargestDirectPrime = 151;

    private readonly int[] _radices;
    private readonly PrimePass?[] _primes;
    private readonly long[] _factors;
    private readonly AlignedVector _twiddles;
    private readonly ChirpTransform? _chirp;
    private readonly int _primeWork;

    /// <param name="length">Number n of points of a line, at least 1.</param>
    /// <param name="largestDirectPrime">Replaces <see cref="LargestDirectPrime"/> (tests, measurements).</param>
    public LineTransform(int length, int largestDirectPrime = LargestDirectPrime)
    {
        Length = length;
        _radices = Radices(length);
        _primes = new PrimePass?[_radices.Length];
        _factors = new long[_radices.Length];
        if (_radices.Any(r => r > 8 && r > largestDirectPrime))
        {
            _chirp = new ChirpTransform(length);
            _twiddles = new AlignedVector(0);
            WorkPerLane = _chirp.WorkPerLane;
            return;
        }

        long size = 0;
        for (int i = 0, rest = length; i < _radices.Length; i++)
        {
            _factors[i] = size;
            rest /= _radices[i];
            size += 2L * (_radices[i] - 1) * (rest - 1);
            if (_radices[i] is > 8 and int prime)
            {
                _primes[i] = new PrimePass(prime);
                _primeWork = Math.Max(_primeWork, _primes[i]!.WorkPerLane);
            }
        }

        _twiddles = new AlignedVector(size);
        double* w = _twiddles.Data;
        for (int i = 0, rest = length; i < _radices.Length; rest /= _radices[i], i++)
        {
            for (int p = 1; p < rest / _radices[i]; p++)
            {
                for (int k = 1; k < _radices[i]; k++, w += 2)
                    (w[0], w[1]) = UnitRoots.Root((long)p * k, rest);
            }
        }

        WorkPerLane = 4 * length + _primeWork;
    }

    /// <summary>Number of points of a line.</summary>
    public int Length { get; }

    /// <summary>Scratch memory that a call needs, in doubles per lane.</summary>
    public int WorkPerLane { get; }

    /// <summary>Transforms TLane.Width lines; line l has its element e at index e times the distance plus l.</summary>
    /// <param name="xr">Real parts of the source.</param>
    /// <param name="xi">Imaginary parts of the source.</param>
    /// <param name="xs">Distance between the elements of the source.</param>
    /// <param name="yr">Real parts of the target; it must not overlap the source.</param>
    /// <param name="yi">Imaginary parts of the target.</param>
    /// <param name="ys">Distance between the elements of the target.</param>
    /// <param name="work">Scratch memory.</param>
    public void Run<TLane>(double* xr, double* xi, long xs, double* yr, double* yi, long ys, double* work)
        where TLane : unmanaged, ILane<TLane>
    {
        if (_chirp is not null)
        {
            _chirp.Run<TLane>(xr, xi, xs, yr, yi, ys, work);
            return;
        }

        if (_radices.Length == 0)
        {
            TLane.Store(yr, TLane.Load(xr));
            TLane.Store(yi, TLane.Load(xi));
            return;
        }

        int width = TLane.Width, last = _radices.Length - 1;
        double* even = work + _primeWork * width;
        double* odd = even + 2L * Length * width;
        for (int i = 0, m = Length, s = 1; i <= last; i++)
        {
            int r = _radices[i];
            m /= r;
            double* target = (i & 1) == 0 ? even : odd;
            double* tr = i == last ? yr : target, ti = i == last ? yi : target + width;
            long ts = i == last ? ys : 2L * width;
            if (_primes[i] is { } prime)
                prime.Run<TLane>(xr, xi, xs, tr, ti, ts, m, s, _twiddles.Data + _factors[i], work);
            else
                RadixPasses.Run<TLane>(r, xr, xi, xs, tr, ti, ts, m, s, _twiddles.Data + _factors[i]);
            xr = tr;
            xi = ti;
            xs = ts;
            s *= r;
        }
    }

    /// <summary>Factors of a length in the order of the passes.</summary>
    public static int[] Radices(int length)
    {
        var radices = new List<int>();
        int twos = 0, rest = length;
        for (; rest % 2 == 0; rest /= 2)
            twos++;

        // 16 = 4 4 rather than 8 2: a pass costs little less with a small radix than with a large one.
        for (; twos >= 5 || twos == 3; twos -= 3)
            radices.Add(8);
        for (; twos >= 2; twos -= 2)
            radices.Add(4);
        if (twos == 1)
            radices.Add(2);
        foreach (int r in new[] { 7, 5, 3 })
        {
            for (; rest % r == 0; rest /= r)
                radices.Add(r);
        }

        for (int prime = 11; rest > 1; prime += 2)
        {
            if ((long)prime * prime > rest)
                prime = rest;
            for (; rest % prime == 0; rest /= prime)
                radices.Add(prime);
        }

        return [.. radices];
    }
}
