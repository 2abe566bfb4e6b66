#include "auth/exec_plugin.hpp"
#include "support/fake_loop.hpp"
#include "target.hpp"

#include <optional>

// What a credential plugin printed.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace kscan;
  const std::string output(fuzz::text_of(data, size));
  test::FakeLoop loop;
  auth::ExecSystem system;
  system.run = [&](const io::Command&, auth::ExecSystem::Done done) {
    return loop.after({}, [&output, done] { done(io::Finished{.output = output}); });
  };
  system.stdin_is_terminal = [] { return false; };
  system.now = [] { return SystemTime(); };
  kubeconfig::Exec exec;
  exec.api_version = "client.authentication.k8s.io/v1";
  exec.command = "plugin";
  const auto authorize = auth::exec_authorizer(exec, {}, system, loop);
  std::optional<Result<http::Credentials>> answer;
  const io::Ticket ticket =
      authorize(nullptr, [&](Result<http::Credentials> given) { answer = std::move(given); });
  loop.run_until([&] { return answer.has_value(); });
  // Whoever answers without a credential must be told so.
  if (*answer) fuzz::require(!(*answer)->authorization.empty() || (*answer)->certificate);
  return 0;
}
