using System.Runtime.CompilerServices;

[assembly: InternalsVisibleTo("Reporting.Ownership.Tests")]
