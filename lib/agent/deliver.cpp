#include "agent/deliver.hpp"

#include "agent/login_file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace kscan::agent {

using Image = handoff::CredentialsTask::Image;

bool is_in_memory(const handoff::CredentialsTask& task) noexcept {
  return std::ranges::all_of(task.images,
                             [](const Image& image) { return image.secret_name.empty(); });
}

Deliver into_memory(std::filesystem::path dir) {
  return [dir = std::move(dir)](std::size_t index, const Image&, const Login& login) {
    write_login(dir / fmt::format("{}", index), login);
  };
}

Deliver as_secrets(kube::Client& client, io::Loop& loop, SecretHome home) {
  return [&client, &loop, home = std::move(home)](
             std::size_t, const Image& image, const Login& login) {
    Result<> created = create_secret(client,
                                     loop,
                                     {.name = image.secret_name,
                                      .ns = home.ns,
                                      .run_id = home.run_id,
                                      .pod_name = home.pod_name,
                                      .pod_uid = home.pod_uid},
                                     login,
                                     home.marker_dir,
                                     home.persistence);
    if (!created)
      throw std::move(created).error().because(
          fmt::format("creating secret \"{}\"", image.secret_name));
  };
}

}  // namespace kscan::agent
