#include "kubeconfig/kubeconfig.hpp"

#include "target.hpp"

// Two files, parted by a NUL.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace kscan;
  const std::string_view text = fuzz::text_of(data, size);
  const std::size_t end = std::min(text.find('\0'), text.size());
  std::vector<kubeconfig::Config> files;
  for (const std::string_view file : {text.substr(0, end), text.substr(std::min(end + 1, size))}) {
    Result<kubeconfig::Config> config = kubeconfig::parse(file, "/home/jane/.kube");
    if (!config) return 0;
    files.push_back(*std::move(config));
  }
  (void)kubeconfig::resolve(kubeconfig::merge(std::move(files)), {});
  return 0;
}
