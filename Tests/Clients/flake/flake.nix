{
  description = "A flake without inputs: the demonstration and the client tests describe and evaluate it offline";

  outputs = { self }: { value = 42; };
}
