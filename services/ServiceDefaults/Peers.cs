using Grpc.Core;
using Grpc.Core.Interceptors;
using Grpc.Net.Client.Balancer;
using Grpc.Net.Client.Configuration;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace CustomerService.ServiceDefaults;

/// <summary>gRPC between services, for questions that must be answered now.</summary>
public static class Peers
{
    /// <summary>
    /// Registers a client of <paramref name="peer"/>, whose replicas are those of <see cref="PeerAddresses"/>: calls go round all of them,
    /// an unreachable one is tried elsewhere (3 attempts), and every call ends by <c>Peers:Deadline</c> (default 1 s). The caller states
    /// what it does without an answer.
    /// </summary>
    public static void AddPeer<TClient>(this IHostApplicationBuilder builder, string peer)
        where TClient : class
    {
        var deadline = builder.Configuration.GetValue("Peers:Deadline", TimeSpan.FromSeconds(1));
        builder.AddPeerAddresses();
        builder.Services.TryAddSingleton<ResolverFactory, PeerResolverFactory>();
        builder
            .Services.AddGrpcClient<TClient>(options => options.Address = new Uri($"{PeerResolverFactory.Scheme}:///{peer}"))
            .ConfigureChannel(channel =>
            {
                channel.Credentials = ChannelCredentials.Insecure;
                // Services talk without TLS, or the mesh they live in adds it.
                channel.UnsafeUseInsecureChannelCallCredentials = true;
                channel.ServiceConfig = new ServiceConfig
                {
                    LoadBalancingConfigs = { new RoundRobinConfig() },
                    MethodConfigs = { TryElsewhere },
                };
            })
            .AddCallCredentials((_, metadata, services) => SayWhoAsks(metadata, services))
            .AddInterceptor(services => new DeadlineInterceptor(deadline, services.GetRequiredService<TimeProvider>()));
    }

    // Rights travel: within somebody's request the question bears their token, and ours beside it, so that the answer is cut by their
    // sites and clearance. What a service asks on its own account bears its own.
    private static async Task SayWhoAsks(Metadata metadata, IServiceProvider services)
    {
        var ours = await services.GetRequiredService<ServiceTokens>().Get(CancellationToken.None);
        if (services.GetRequiredService<IHttpContextAccessor>().HttpContext is { } http && AccessTokens.OfPerson(http) is { } person)
        {
            metadata.Add("Authorization", person);
            metadata.Add(AccessTokens.ServiceHeader, $"Bearer {ours}");
        }
        else
        {
            metadata.Add("Authorization", $"Bearer {ours}");
        }
    }

    /// <summary>What a replica that went did not take is asked of another one.</summary>
    internal static MethodConfig TryElsewhere { get; } =
        new()
        {
            Names = { MethodName.Default },
            RetryPolicy = new RetryPolicy
            {
                MaxAttempts = 3,
                InitialBackoff = TimeSpan.FromMilliseconds(50),
                MaxBackoff = TimeSpan.FromMilliseconds(400),
                BackoffMultiplier = 2,
                RetryableStatusCodes = { StatusCode.Unavailable },
            },
        };

    /// <summary>The gRPC answer of a refusal.</summary>
    public static RpcException ToRpcException(this Rejection rejection) =>
        new(
            new Status(
                rejection.Kind switch
                {
                    RejectionKind.Invalid => StatusCode.InvalidArgument,
                    RejectionKind.Forbidden => StatusCode.PermissionDenied,
                    RejectionKind.NotFound => StatusCode.NotFound,
                    RejectionKind.Conflict => StatusCode.FailedPrecondition,
                    RejectionKind.Stale => StatusCode.Aborted,
                    _ => StatusCode.Unknown,
                },
                $"{rejection.Code}: {rejection.Detail}"
            )
        );

    /// <summary>
    /// A store that breaks off under a call is "unavailable", so that the caller tries the next replica, and not "unknown".
    /// </summary>
    internal sealed class StoreInterceptor : Interceptor
    {
        public override async Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
            TRequest request,
            ServerCallContext context,
            UnaryServerMethod<TRequest, TResponse> continuation
        )
        {
            if (request is Google.Protobuf.IMessage message && StorableText.IsIn(message))
            {
                throw Rejection.Invalid("text-invalid", "A text holds the character U+0000, which cannot be stored.").ToRpcException();
            }

            try
            {
                return await continuation(request, context);
            }
            catch (Exception exception) when (ExceptionProblems.IsBrokenOff(exception))
            {
                throw new RpcException(
                    new Status(StatusCode.Unavailable, "store-unavailable: The store does not answer; try again.", exception)
                );
            }
        }
    }

    private sealed class DeadlineInterceptor(TimeSpan deadline, TimeProvider clock) : Interceptor
    {
        public override AsyncUnaryCall<TResponse> AsyncUnaryCall<TRequest, TResponse>(
            TRequest request,
            ClientInterceptorContext<TRequest, TResponse> context,
            AsyncUnaryCallContinuation<TRequest, TResponse> continuation
        ) =>
            continuation(
                request,
                new ClientInterceptorContext<TRequest, TResponse>(
                    context.Method,
                    context.Host,
                    context.Options.WithDeadline(context.Options.Deadline ?? clock.GetUtcNow().UtcDateTime + deadline)
                )
            );
    }
}
