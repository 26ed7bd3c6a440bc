namespace UmatSurrogate.Spectral;

/// <summary>Who computes Fourier transforms.</summary>
public enum FourierLibrary
{
    /// <summary>The transform of this project: on every machine, the same bytes for any number of threads. The default.</summary>
    Own,

    /// <summary>FFTW 3 of the system, loaded at run time; an input error where it is absent. Slower in the layout of the solver (README).</summary>
    Fftw,
}
