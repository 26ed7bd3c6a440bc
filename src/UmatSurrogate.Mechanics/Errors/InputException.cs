namespace UmatSurrogate.Mechanics;

/// <summary>
/// A fatal error in what the user gave: a file, a configuration, an argument. The message says what is wrong, where,
/// which value was found and what to do. The command line tool answers it with exit status 2.
/// </summary>
public sealed class InputException : Exception
{
    public InputException(string message) : base(message)
    {
    }

    public InputException(string message, Exception innerException) : base(message, innerException)
    {
    }

    public InputException() : base("The input is not valid.")
    {
    }
}
