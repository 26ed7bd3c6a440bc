namespace UmatSurrogate.Gpu;

/// <summary>How a length is cut into passes, and its roots of unity.</summary>
internal static class AxisFactors
{
    /// <summary>
    /// Factors of n, each as near to 8 as its prime factors allow; a prime factor above 8 stays whole. A pass over a factor r costs r products per
    /// number and one trip through memory.
    /// </summary>
    public static int[] Of(int n)
    {
        var primes = new List<int>();
        for (int p = 2, rest = n; rest > 1; p++)
        {
            for (; rest % p == 0; rest /= p)
                primes.Add(p);
        }

        // Largest first; every prime joins the first pass with room for it.
        primes.Reverse();
        var passes = new List<int>();
        foreach (int p in primes)
        {
            int at = passes.FindIndex(f => f * p <= 8);
            if (at < 0)
                passes.Add(p);
            else
                passes[at] *= p;
        }

        return [.. passes];
    }

    /// <summary>exp(2 pi i j/n), j = 0 .. n-1, real and imaginary parts in turn; exact to the last place by symmetry of the octants.</summary>
    public static double[] Roots(int n)
    {
        var table = new double[2 * n];
        for (int j = 0; j < n; j++)
        {
            // 8 j/n in whole octants and a rest of at most half an octant either way.
            long octants = (8L * j + n / 2) / n, rest = 8L * j - octants * n;
            double a = rest * Math.PI / (4.0 * n), c = Math.Cos(a), s = Math.Sin(a);
            double h = Math.Sqrt(0.5), d = h * (c - s), e = h * (c + s);
            (table[2 * j], table[2 * j + 1]) = (octants & 7) switch
            {
                0 => (c, s),
                1 => (d, e),
                2 => (-s, c),
                3 => (-e, d),
                4 => (-c, -s),
                5 => (-d, -e),
                6 => (s, -c),
                _ => (e, -d),
            };
        }

        return table;
    }
}
