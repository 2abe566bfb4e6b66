#include "kubectl-scan/detach.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

namespace kscan::cmd {
namespace {

using testing::HasSubstr;

TEST(Detached, RunsTellWhatTheirSetUpWarnedOf) {
  plan::Scan scan;
  scan.image = *image::parse("nginx");
  plan::Plan plan;
  plan.groups.push_back({.ns = "shop",
                         .pull_secrets = {"regcred"},
                         .scans = {scan},
                         .handoff = plan::Handoff::secret});
  run::Machine machine(std::move(plan),
                       {.run_id = "x7k2p9qa", .limits = {}, .mode = run::Mode::detach});
  run::PodState pod;
  pod.name = "scan-pod";
  pod.phase = "Running";
  pod.containers.push_back({.name = "scan-0",
                            .phase = run::ContainerState::Phase::running,
                            .reason = {},
                            .message = {}});
  const std::vector<run::Input> inputs{
      run::Begin{},
      run::JobCreated{0},
      run::OwnedCreated{0},
      run::Unsuspended{0},
      run::PodChanged{0, pod},
      run::CallFailed{0, run::Call::delete_secret, Error(Errc::forbidden, "no")}};
  for (const run::Input& input : inputs)
    static_cast<void>(machine.on(input));

  const kubeconfig::System system;
  std::ostringstream out;
  std::ostringstream err;
  Surroundings around{system, out, err};
  EXPECT_EQ(tell_detached(machine, "x7k2p9qa", {"found"}, around), 0);
  EXPECT_EQ(out.str(), "x7k2p9qa\n");
  EXPECT_THAT(err.str(), HasSubstr("Warning: found"));
  EXPECT_THAT(err.str(), HasSubstr("the temporary secrets live until the job is deleted: no"));
  EXPECT_THAT(err.str(), HasSubstr("kubectl scan attach x7k2p9qa -n shop"));
}

}  // namespace
}  // namespace kscan::cmd
