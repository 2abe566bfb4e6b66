#include "kubectl-scan/environment.hpp"
#include "kubectl-scan/program.hpp"

#include <iostream>

int main(int argc, char** argv) {
  std::ios::sync_with_stdio(false);  // a large report is written several times faster
  const kscan::kubeconfig::System system = kscan::cmd::host_system();
  kscan::cmd::Surroundings around{system, std::cout, std::cerr};
  return kscan::cmd::run_program(kscan::cmd::words_of({argv, argv + argc}), around);
}
