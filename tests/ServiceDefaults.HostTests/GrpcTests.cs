using CustomerService.TestSupport;
using Grpc.Core;
using Grpc.Health.V1;
using Grpc.Net.Client;
using Grpc.Reflection.V1Alpha;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;

namespace CustomerService.ServiceDefaults.HostTests;

/// <summary>What a tool such as grpcurl asks of a service it does not know.</summary>
[Collection(DefaultsCollection.Name)]
public sealed class GrpcTests(DefaultsHost host) : IDisposable
{
    private readonly GrpcChannel _channel = GrpcChannel.ForAddress(
        "http://localhost",
        new GrpcChannelOptions { HttpHandler = ((TestServer)host.Services.GetRequiredService<IServer>()).CreateHandler() }
    );

    [Fact]
    public async Task ReflectionListsTheServicesAndDescribesThem()
    {
        using var call = new ServerReflection.ServerReflectionClient(_channel).ServerReflectionInfo();
        var listed = await Ask(call, new ServerReflectionRequest { ListServices = "" });
        Assert.Equal(
            [
                "customerservice.intake.v1.CustomerDirectory",
                "customerservice.intake.v1.TicketDirectory",
                "grpc.health.v1.Health",
                "grpc.reflection.v1.ServerReflection",
                "grpc.reflection.v1alpha.ServerReflection",
            ],
            listed.ListServicesResponse.Service.Select(s => s.Name).Order(StringComparer.Ordinal)
        );
        var described = await Ask(
            call,
            new ServerReflectionRequest { FileContainingSymbol = "customerservice.intake.v1.CustomerDirectory" }
        );
        Assert.NotEmpty(described.FileDescriptorResponse.FileDescriptorProto);
        await call.RequestStream.CompleteAsync();
    }

    [Fact]
    public async Task HealthIsServing() =>
        await Eventually.Holds(
            async () =>
                (await new Health.HealthClient(_channel).CheckAsync(new HealthCheckRequest())).Status
                == HealthCheckResponse.Types.ServingStatus.Serving,
            "a serving service: the health publisher looks every now and then"
        );

    /// <inheritdoc />
    public void Dispose() => _channel.Dispose();

    private static async Task<ServerReflectionResponse> Ask(
        AsyncDuplexStreamingCall<ServerReflectionRequest, ServerReflectionResponse> call,
        ServerReflectionRequest request
    )
    {
        await call.RequestStream.WriteAsync(request);
        Assert.True(await call.ResponseStream.MoveNext(default));
        return call.ResponseStream.Current;
    }
}
