using System.Reflection;
using System.Runtime.CompilerServices;
using JasperFx;
using JasperFx.CodeGeneration;
using JasperFx.CodeGeneration.Frames;
using JasperFx.CodeGeneration.Model;
using JasperFx.Core.Reflection;
using Reporting.Server.Access;
using Reporting.Server.Cases;
using Reporting.Server.Kernel;
using Wolverine.Http;
using Wolverine.Http.CodeGen;

namespace Reporting.Server.Hosting.Http;

/// <summary>What an endpoint may ask for by type alone: the request as received, the legal time, the moment asked about, what a list is narrowed to, who is calling and what it may see, and which case an authority's reference names.</summary>
public sealed class EndpointParameters : IParameterStrategy
{
    // A body is read once, however many methods of one endpoint ask for it.
    private static readonly ConditionalWeakTable<HttpChain, Variable> Bodies = [];

    public bool TryMatch(HttpChain chain, IServiceContainer container, ParameterInfo parameter, out Variable? variable)
    {
        variable = parameter.ParameterType switch
        {
            var t when t == typeof(Now) => new Variable(t, $"{typeof(EndpointParameters).FullNameInCode()}.{nameof(NowOf)}(httpContext)"),
            var t when t == typeof(KnownAt) => new Variable(t, $"{typeof(EndpointParameters).FullNameInCode()}.{nameof(KnownAtOf)}(httpContext)"),
            var t when t == typeof(By) => new Variable(t, $"{typeof(EndpointParameters).FullNameInCode()}.{nameof(ByOf)}(httpContext)"),
            var t when t == typeof(Sight) => new Variable(t, $"{typeof(EndpointParameters).FullNameInCode()}.{nameof(SightOf)}(httpContext)"),
            var t when t == typeof(CaseAddress) => new Variable(t, $"{typeof(EndpointParameters).FullNameInCode()}.{nameof(AddressOf)}(httpContext)"),
            var t when IsFilter(t) => new Variable(t, $"{typeof(EndpointParameters).FullNameInCode()}.{nameof(FilterOf)}<{t.FullNameInCode()}>(httpContext)"),
            { IsGenericType: true } t when t.GetGenericTypeDefinition() == typeof(Received<>) => Body(chain, t),
            _ => null,
        };
        return variable is not null;
    }

    public static Now NowOf(HttpContext http) => http.RequestServices.GetRequiredService<LegalClock>().Read();

    public static KnownAt KnownAtOf(HttpContext http) =>
        KnownAt.Parse(http.Request.Query["asOf"] is { Count: > 0 } asOf ? asOf.ToString() : null, NowOf(http));

    public static By ByOf(HttpContext http) => http.Actor()?.By ?? throw new ProblemException(Problem.Of("unauthenticated"));

    public static Sight SightOf(HttpContext http) => http.Actor()?.Sight ?? throw new ProblemException(Problem.Of("unauthenticated"));

    public static CaseAddress AddressOf(HttpContext http) => http.Features.Get<CaseAddress>() ?? throw ProblemException.NotFound();

    public static T FilterOf<T>(HttpContext http)
        where T : IQueryFilter<T> => T.Read(new QueryReader(http.Request.Query, T.Parameters), ByOf(http));

    /// <summary>Whether a parameter is what a list is asked for.</summary>
    internal static bool IsFilter(Type type) => type.GetInterfaces().Any(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IQueryFilter<>));

    internal static IReadOnlyList<QueryParameter> ParametersOf(Type filter) =>
        (IReadOnlyList<QueryParameter>)filter.GetProperty("Parameters", BindingFlags.Public | BindingFlags.Static)!.GetValue(null)!;

    private static Variable Body(HttpChain chain, Type received)
    {
        RequestTypeOf(chain, received.GetGenericArguments()[0]);
        return Bodies.GetValue(chain, _ => new ReadBody(received).Variable);
    }

    // Only Wolverine's own reader sets the request type, and OpenAPI describes the body by it.
    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "set_RequestType")]
    private static extern void RequestTypeOf(HttpChain chain, Type type);

    private sealed class ReadBody : AsyncFrame
    {
        public ReadBody(Type received) => Variable = new Variable(received, "received", this);

        public Variable Variable { get; }

        public override void GenerateCode(GeneratedMethod method, ISourceWriter writer)
        {
            var body = Variable.VariableType.GetGenericArguments()[0];
            writer.Write($"var ({Variable.Usage}, goOn) = await {typeof(Intake).FullNameInCode()}.{nameof(Intake.ReadAsync)}<{body.FullNameInCode()}>(httpContext);");
            writer.Write("if (!goOn) return;");
            Next?.GenerateCode(method, writer);
        }
    }
}

/// <summary>The legal time in message handlers. Inserted before Wolverine's own sources, whose clock is the machine's.</summary>
public sealed class LegalNow : IVariableSource
{
    public bool Matches(Type type) => type == typeof(Now);

    public Variable Create(Type type) => new MethodCall(typeof(LegalClock), nameof(LegalClock.Read)).ReturnVariable!;
}
